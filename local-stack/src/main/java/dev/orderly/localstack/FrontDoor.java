package dev.orderly.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Security;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One port of the host for a service of which there may be several containers: connections are passed on to one of them.
 *
 * <p>The name is looked up for each connection, so containers come and go as they like. When none of them answers, the
 * connection is closed. What a connection carries is not looked at.
 */
final class FrontDoor implements AutoCloseable {

    private static final int CONNECT_MILLIS = 1_000;

    private final ServerSocket door;
    private final String host;
    private final int port;
    private final ExecutorService threads;

    private FrontDoor(ServerSocket door, String host, int port, ExecutorService threads) {
        this.door = door;
        this.host = host;
        this.port = port;
        this.threads = threads;
    }

    /** Takes the doors, each as {@code 8081=refund-service:8080}, and keeps them open until {@code SIGTERM}. */
    public static void main(String[] doors) throws IOException {
        // The JVM would remember for half a minute where a container was.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        var threads = Executors.newCachedThreadPool();
        for (var each : doors) {
            var parts = each.split("[=:]");
            open(Integer.parseInt(parts[0]), parts[1], Integer.parseInt(parts[2]), threads);
        }
        System.out.println("The doors are open: " + String.join(", ", doors));
    }

    /** Listens on all interfaces when this returns. */
    static FrontDoor open(int doorPort, String host, int port, ExecutorService threads) throws IOException {
        var opened = new FrontDoor(new ServerSocket(doorPort), host, port, threads);
        threads.execute(opened::accept);
        return opened;
    }

    int port() {
        return door.getLocalPort();
    }

    /** Takes no more connections. */
    @Override
    public void close() throws IOException {
        door.close();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                threads.execute(() -> pass(client));
            } catch (IOException e) {
                // It was closed, or the client has gone again: the next look at the door tells.
            }
        }
    }

    private void pass(Socket client) {
        try (client;
                var server = connect()) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var answers = threads.submit(() -> pump(server, client));
            pump(client, server);
            answers.get();
        } catch (IOException | ExecutionException e) {
            // One of the two has gone: both sockets are closed by now, and the client decides what to do.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first that answers, of all, in an order that is another one each time. */
    private Socket connect() throws IOException {
        var addresses = Arrays.asList(InetAddress.getAllByName(host));
        Collections.shuffle(addresses);
        var failure = new IOException("No %s answers".formatted(host));
        for (var address : addresses) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
                return socket;
            } catch (IOException e) {
                socket.close();
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    /** Ends when one has no more to say, which the other is told; when one has gone, ends the connection of both. */
    private static Void pump(Socket from, Socket to) throws IOException {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
            return null;
        } catch (IOException e) {
            from.close();
            to.close();
            throw e;
        }
    }
}
