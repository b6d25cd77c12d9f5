package dev.orderly.localstack.stub;

import java.nio.file.Path;

/** Runs the payment gateway stub as a process that listens on all interfaces, as in a container, until {@code SIGTERM}. */
final class StandaloneGateway {

    private StandaloneGateway() {}

    /** @param arguments the port, and the ledger's file */
    public static void main(String[] arguments) {
        var port = Integer.parseInt(arguments[0]);
        var gateway = new GatewayStub("0.0.0.0", port, Path.of(arguments[1]), System.out::println);
        gateway.start();
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        System.out.printf(
                "The payment gateway is ready on port %d; its ledger has %d refunds%n",
                port, gateway.ledger().size());
    }
}
