package dev.orderly.localstack;

import java.nio.file.Path;

/** The payment gateway as a process of its own, open to other machines, as in a container: until {@code SIGTERM}. */
final class StandaloneGateway {

    private StandaloneGateway() {}

    /** Takes the port, and the file that keeps the ledger. */
    public static void main(String[] arguments) {
        var port = Integer.parseInt(arguments[0]);
        var gateway = new PaymentGateway("0.0.0.0", port, Path.of(arguments[1]), System.out::println);
        gateway.start();
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        System.out.printf(
                "The payment gateway is ready on port %d; it has paid %d refunds so far%n",
                port, gateway.ledger().size());
    }
}
