package dev.orderly.localstack;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where the parts of a stack listen, all on this machine. */
public record StackPorts(int order, int refund, int notification, int broker, int postgres, int smtp, int gateway) {

    static final int COUNT = 7;
    static final int DEFAULT_BASE = 8080;

    /** Seven ports in a row, from {@code base} on. */
    public static StackPorts from(int base) {
        if (base < 1 || base + COUNT - 1 > 65_535) {
            throw new IllegalArgumentException("No %d ports from %d on".formatted(COUNT, base));
        }
        return new StackPorts(base, base + 1, base + 2, base + 3, base + 4, base + 5, base + 6);
    }

    /** Seven ports that are free at this moment. */
    public static StackPorts free() {
        var free = Ports.free(COUNT);
        return new StackPorts(
                free.get(0), free.get(1), free.get(2), free.get(3), free.get(4), free.get(5), free.get(6));
    }

    /**
     * Looks whether all ports are free that a stack with this transport needs.
     *
     * @throws LocalStackException naming each one that is taken, and who would have had it
     */
    void requireFree(Transport transport) {
        var taken = new StringBuilder();
        owners(transport).forEach((port, owner) -> {
            if (!Ports.isFree(port)) {
                taken.append("Port %d is taken, and %s needs it.%n".formatted(port, owner));
            }
        });
        if (!taken.isEmpty()) {
            throw new LocalStackException(taken
                    + "Stop what listens there, or move the stack: ./quickstart --port-base %d"
                            .formatted(order < 60_000 ? order + 1000 : DEFAULT_BASE));
        }
    }

    private Map<Integer, String> owners(Transport transport) {
        var owners = new LinkedHashMap<Integer, String>();
        owners.put(order, Service.ORDER.id());
        owners.put(refund, Service.REFUND.id());
        owners.put(notification, Service.NOTIFICATION.id());
        switch (transport) {
            case KAFKA -> owners.put(broker, "Kafka");
            case RABBITMQ -> owners.put(broker, "RabbitMQ");
            case FEED -> {} // No broker, no port.
        }
        owners.put(postgres, "PostgreSQL");
        owners.put(smtp, "the SMTP sink");
        owners.put(gateway, "the payment gateway");
        return owners;
    }

    int of(Service service) {
        return switch (service) {
            case ORDER -> order;
            case REFUND -> refund;
            case NOTIFICATION -> notification;
        };
    }
}
