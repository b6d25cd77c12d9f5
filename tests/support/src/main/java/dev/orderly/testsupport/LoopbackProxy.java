package dev.orderly.testsupport;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy between a client and a server of this machine with which a test injects network faults: cut connections,
 * lost replies, delays.
 *
 * <p>Clients must connect through the proxy's port only: a server that tells clients its own address, as Kafka does, must
 * advertise the proxy's address. The proxy never changes or reorders bytes, and a connection that has lost a byte never
 * transmits another one. Safe for use by several threads.
 */
public final class LoopbackProxy implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;
    private static final Duration END = Duration.ofSeconds(5);

    private final ServerSocket listener;
    private final int serverPort;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "loopback-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Mode mode = Mode.PASS;
    private volatile Duration delay = Duration.ZERO;
    private volatile Inspector inspector = bytes -> Fate.PASS;

    private LoopbackProxy(ServerSocket listener, int serverPort) {
        this.listener = listener;
        this.serverPort = serverPort;
    }

    /** Listens on a free port and forwards everything until told otherwise. The server may be down and come back. */
    public static LoopbackProxy before(int serverPort) {
        try {
            var proxy = new LoopbackProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), serverPort);
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port for clients. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The number of connections that clients have opened so far, including refused ones. */
    public int accepted() {
        return accepted.get();
    }

    /** Forwards everything. Cuts connections that have lost bytes. */
    public void pass() {
        mode = Mode.PASS;
        links.stream().filter(link -> link.hasLost).forEach(Link::cut);
    }

    /** Forwards requests but drops all replies, on existing and new connections. */
    public void swallowReplies() {
        mode = Mode.SWALLOW_REPLIES;
    }

    /** Cuts every connection, and closes each new one at once. */
    public void refuse() {
        mode = Mode.REFUSE;
        cut();
    }

    /** Cuts every existing connection; new ones are not affected. */
    public void cut() {
        links.forEach(Link::cut);
    }

    /**
     * Strands every existing connection, as a firewall does that has forgotten it: nothing passes it any more in either
     * direction, not even its end. New connections are not affected.
     */
    public void strand() {
        links.forEach(link -> link.isStranded = true);
    }

    /** Delays everything by this duration, in each direction. */
    public void delay(Duration each) {
        delay = each;
    }

    /** Lets this inspector decide about everything that clients send. */
    public void inspect(Inspector newInspector) {
        inspector = newInspector;
    }

    /** Closes the port and all connections. When this returns, the proxy's threads have ended. */
    @Override
    public void close() {
        mode = Mode.REFUSE;
        close(listener);
        cut();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("A thread of the proxy did not end within " + END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                accepted.incrementAndGet();
                connect(client);
            } catch (IOException e) {
                // The proxy was closed, which ends the loop, or the client closed its connection already.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            threads.execute(() -> link(client));
        } catch (RejectedExecutionException e) {
            client.close();
        }
    }

    private void link(Socket client) {
        if (mode == Mode.REFUSE) {
            close(client);
            return;
        }
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var link = new Link(client, server);
            links.add(link);
            try {
                // Checked again: refuse() may have run since the first check, and cuts only registered links.
                if (mode != Mode.REFUSE) {
                    var replies = threads.submit(() -> link.pump(server, link::reply));
                    link.pump(client, link::request);
                    replies.get();
                }
            } finally {
                links.remove(link);
            }
        } catch (IOException | ExecutionException | RejectedExecutionException e) {
            // The server is down, or the proxy is being closed: the client sees a closed connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private enum Mode {
        PASS,
        SWALLOW_REPLIES,
        REFUSE
    }

    /** Decides about the bytes that a client sends, in chunks as they arrive: one protocol message may span two chunks. */
    @FunctionalInterface
    public interface Inspector {

        /** Decides the fate of these bytes and of their connection, before the server gets them. */
        Fate decide(byte[] request);
    }

    /** The fate of a request. */
    public enum Fate {
        /** Forward it. */
        PASS,
        /** Cut the connection; the server never gets the request. */
        LOSE_REQUEST,
        /** Forward it, but cut the connection at the first byte of the reply; the client gets none of it. */
        LOSE_REPLY
    }

    @FunctionalInterface
    private interface Receiver {

        void receive(byte[] bytes) throws IOException;
    }

    private final class Link {

        private final Socket client;
        private final Socket server;
        private volatile boolean losesReply;
        private volatile boolean hasLost;
        private volatile boolean isStranded;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void request(byte[] bytes) throws IOException {
            if (isStranded) {
                return;
            }
            var fate = inspector.decide(bytes);
            if (fate == Fate.LOSE_REQUEST) {
                cut();
                return;
            }
            if (fate == Fate.LOSE_REPLY) {
                losesReply = true;
            }
            server.getOutputStream().write(bytes);
        }

        void reply(byte[] bytes) throws IOException {
            if (isStranded) {
                return;
            }
            if (losesReply) {
                cut();
            } else if (mode == Mode.SWALLOW_REPLIES || hasLost) {
                hasLost = true;
                if (mode == Mode.PASS) {
                    cut();
                }
            } else {
                client.getOutputStream().write(bytes);
            }
        }

        /**
         * Copies until the connection ends, then closes both sides; a half-closed connection counts as closed. The other
         * side of a stranded connection stays open.
         */
        void pump(Socket from, Receiver to) {
            var chunk = new byte[CHUNK];
            try {
                var in = from.getInputStream();
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
                    to.receive(Arrays.copyOf(chunk, length));
                }
            } catch (IOException e) {
                // Cut by the client, the server or the proxy.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (isStranded) {
                    close(from);
                } else {
                    cut();
                }
            }
        }

        void cut() {
            close(client);
            close(server);
        }
    }
}
