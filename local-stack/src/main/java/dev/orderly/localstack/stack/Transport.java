package dev.orderly.localstack.stack;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the services of a stack send events to each other. */
public enum Transport {
    /** Kafka topics. */
    KAFKA("kafka"),
    /** RabbitMQ queues. */
    RABBITMQ("rabbitmq"),
    /** No broker: each service pulls the other services' HTTP feeds. */
    FEED("feed");

    private final String id;

    Transport(String id) {
        this.id = id;
    }

    /** The value of {@code --transport} and of {@code ORDERLY_TRANSPORT}. */
    public String id() {
        return id;
    }

    /** @throws IllegalArgumentException if no transport has this id; the message names the valid ones */
    public static Transport of(String id) {
        return Arrays.stream(values())
                .filter(each -> each.id.equals(id))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("--transport must be %s, not '%s'"
                        .formatted(
                                Arrays.stream(values()).map(Transport::id).collect(Collectors.joining(" or ")), id)));
    }
}
