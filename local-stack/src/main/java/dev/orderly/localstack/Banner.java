package dev.orderly.localstack;

import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.StackPorts;
import dev.orderly.localstack.stack.Transport;

/** The text that {@code ./quickstart} prints after the start. */
final class Banner {

    private Banner() {}

    static String of(StackPorts ports, Transport transport, LocalStack stack, double seconds) {
        return """

                Orderly is ready, after %8$.1f s.

                  console               http://localhost:%11$d  (see and break everything; there in a few seconds)
                  order-service         http://localhost:%1$d/swagger-ui.html
                  refund-service        http://localhost:%2$d/swagger-ui.html
                  notification-service  http://localhost:%3$d/swagger-ui.html
                  %4$s
                  postgres              localhost:%5$d, databases orders, refunds and notifications (roles: same names; passwords: %9$s)
                  smtp                  localhost:%6$d
                  gateway               http://localhost:%7$d/ledger

                Place an order, cancel it, and wait for the notifications (paste into another terminal):

                  ORDER=$(curl -s http://localhost:%1$d/orders -H 'Content-Type: application/json' -d '{"customer":{"id":"c-1","name":"Kim","email":"kim@example.com"},"lines":[{"productId":"p-1","quantity":2,"unitPrice":15000}],"currency":"KRW"}' | sed 's/.*"orderId":"\\([^"]*\\)".*/\\1/')
                  curl -s http://localhost:%1$d/orders/$ORDER/cancellation -H 'Content-Type: application/json' -d '{"reason":"changed my mind"}'
                  until curl -s "http://localhost:%3$d/notifications?orderId=$ORDER" | grep REFUND_COMPLETED; do sleep 1; done

                List the dead letters, with the operator's token:

                  curl -H "Authorization: Bearer %10$s" http://localhost:%1$d/dead-letters

                The log files are in %12$s. To follow one order: its id ends with these 8 characters

                  grep -h "${ORDER: -8}" %12$s/*.log | sort

                Press Ctrl-C to stop. The logs of the services follow:
                """.formatted(
                        ports.order(),
                        ports.refund(),
                        ports.notification(),
                        events(ports, transport),
                        ports.postgres(),
                        ports.smtp(),
                        ports.gateway(),
                        seconds,
                        stack.secretsFile(),
                        stack.operatorToken(),
                        ports.console(),
                        stack.logDirectory());
    }

    /** The line that shows where the events can be inspected. */
    private static String events(StackPorts ports, Transport transport) {
        return switch (transport) {
            case KAFKA -> "kafka                 localhost:%d".formatted(ports.broker());
            case RABBITMQ -> "rabbitmq              amqp://guest:guest@localhost:%d".formatted(ports.broker());
            case FEED ->
                "feeds                 http://localhost:%d/events and http://localhost:%d/events (readers and their lag: /events/readers)"
                        .formatted(ports.order(), ports.refund());
        };
    }
}
