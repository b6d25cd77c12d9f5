package dev.orderly.localstack;

/** What is worth knowing once the stack has started. */
final class Banner {

    private Banner() {}

    static String of(StackPorts ports, Transport transport, double seconds) {
        return """

                Orderly is ready, after %8$.1f s.

                  order-service         http://localhost:%1$d/swagger-ui.html
                  refund-service        http://localhost:%2$d/swagger-ui.html
                  notification-service  http://localhost:%3$d/swagger-ui.html
                  %4$s
                  postgres              postgresql://orders:orders@localhost:%5$d/orders (refunds, notifications alike)
                  smtp                  localhost:%6$d
                  gateway               http://localhost:%7$d/ledger

                Place an order, cancel it, and see who was told (paste these into another terminal):

                  ORDER=$(curl -s http://localhost:%1$d/orders -H 'Content-Type: application/json' -d '{"customer":{"id":"c-1","name":"Kim","email":"kim@example.com"},"lines":[{"productId":"p-1","quantity":2,"unitPrice":15000}],"currency":"KRW"}' | sed 's/.*"orderId":"\\([^"]*\\)".*/\\1/')
                  curl -s http://localhost:%1$d/orders/$ORDER/cancellation -H 'Content-Type: application/json' -d '{"reason":"changed my mind"}'
                  curl -s "http://localhost:%3$d/notifications?orderId=$ORDER"

                Ctrl-C stops everything. From here on, what the services log:
                """.formatted(
                        ports.order(),
                        ports.refund(),
                        ports.notification(),
                        events(ports, transport),
                        ports.postgres(),
                        ports.smtp(),
                        ports.gateway(),
                        seconds);
    }

    /** The line that says where the events are to be seen. */
    private static String events(StackPorts ports, Transport transport) {
        return switch (transport) {
            case KAFKA -> "kafka                 localhost:%d".formatted(ports.broker());
            case RABBITMQ -> "rabbitmq              amqp://guest:guest@localhost:%d".formatted(ports.broker());
            case FEED ->
                "feeds                 http://localhost:%d/events and http://localhost:%d/events (and who reads them: /events/readers)"
                        .formatted(ports.order(), ports.refund());
        };
    }
}
