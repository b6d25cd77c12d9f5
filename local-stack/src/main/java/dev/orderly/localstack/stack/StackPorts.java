package dev.orderly.localstack.stack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.process.Ports;
import dev.orderly.localstack.shop.Service;

/** The ports of a stack, all on this machine. */
public record StackPorts(
        int order, int refund, int notification, int broker, int postgres, int smtp, int gateway, int console) {

    private static final int COUNT = 8;
    public static final int DEFAULT_BASE = 8080;

    /** Eight consecutive ports, starting with {@code base}. */
    public static StackPorts from(int base) {
        if (base < 1 || base + COUNT - 1 > 65_535) {
            throw new IllegalArgumentException(
                    "--port-base must be from 1 to %d, not %d".formatted(65_535 - COUNT + 1, base));
        }
        return new StackPorts(base, base + 1, base + 2, base + 3, base + 4, base + 5, base + 6, base + 7);
    }

    /** Eight ports that are free now. */
    public static StackPorts free() {
        var free = Ports.free(COUNT);
        return new StackPorts(
                free.get(0), free.get(1), free.get(2), free.get(3), free.get(4), free.get(5), free.get(6), free.get(7));
    }

    /**
     * Checks that all ports are free that a stack with this transport needs.
     *
     * @throws LocalStackException naming each port in use, and what needs it
     */
    public void requireFree(Transport transport) {
        var conflicts = new StringBuilder();
        owners(transport).forEach((port, owner) -> {
            if (!Ports.isFree(port)) {
                conflicts.append("Port %d is already in use, but %s needs it.%n".formatted(port, owner));
            }
        });
        if (!conflicts.isEmpty()) {
            throw new LocalStackException(conflicts
                    + "Stop the process that uses it, or choose other ports: ./quickstart --port-base %d"
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
        owners.put(console, "the console");
        return owners;
    }

    /** All ports that a stack with this transport listens on. */
    public List<Integer> all(Transport transport) {
        return List.copyOf(owners(transport).keySet());
    }

    public int of(Service service) {
        return switch (service) {
            case ORDER -> order;
            case REFUND -> refund;
            case NOTIFICATION -> notification;
        };
    }
}
