package dev.orderly.localstack;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How events travel between the services of a stack. */
public enum Transport {
    /** Through the topics of a broker. */
    KAFKA("kafka"),
    /** Through the queues of another kind of broker. */
    RABBITMQ("rabbitmq"),
    /** With no broker: the services pull from each other. */
    FEED("feed");

    private final String id;

    Transport(String id) {
        this.id = id;
    }

    /** Its name: of the option, and of the services' setting. */
    public String id() {
        return id;
    }

    /** @throws IllegalArgumentException naming those that there are, when there is none of this name */
    public static Transport of(String id) {
        return Arrays.stream(values())
                .filter(each -> each.id.equals(id))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("the transport is %s, not '%s'"
                        .formatted(
                                Arrays.stream(values()).map(Transport::id).collect(Collectors.joining(" or ")), id)));
    }
}
