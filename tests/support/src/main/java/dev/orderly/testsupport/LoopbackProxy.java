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
 * Stands between a client and a server of this machine, and lets a test do to their connections what networks do: cut
 * them, lose answers, be slow.
 *
 * <p>A client has to know the server by the proxy's port alone: one that learns the server's own address from it, as
 * Kafka's do, needs a server that advertises the proxy's. What has passed is neither changed nor reordered, and a
 * connection that has lost a byte never carries another one. Any thread may use it.
 */
public final class LoopbackProxy implements AutoCloseable {

    private static final int PIECE = 64 * 1024;
    private static final Duration END = Duration.ofSeconds(5);

    private final ServerSocket door;
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

    private LoopbackProxy(ServerSocket door, int serverPort) {
        this.door = door;
        this.serverPort = serverPort;
    }

    /** Listens on a free port, for a server that may come and go. It passes everything on until it is told otherwise. */
    public static LoopbackProxy before(int serverPort) {
        try {
            var proxy = new LoopbackProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), serverPort);
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients find it. */
    public int port() {
        return door.getLocalPort();
    }

    /** How many connections clients have opened so far, refused ones among them. */
    public int accepted() {
        return accepted.get();
    }

    /** Passes everything on. Connections that have lost something are cut. */
    public void pass() {
        mode = Mode.PASS;
        links.stream().filter(link -> link.hasLost).forEach(Link::cut);
    }

    /** From now on servers get what clients send, and clients hear nothing: connections old and new become black holes. */
    public void swallowReplies() {
        mode = Mode.SWALLOW_REPLIES;
    }

    /** Cuts every connection, and each new one at once. */
    public void refuse() {
        mode = Mode.REFUSE;
        cut();
    }

    /** Cuts every connection there is; new ones are as welcome as before. */
    public void cut() {
        links.forEach(Link::cut);
    }

    /** Holds everything back this long, in each direction. */
    public void delay(Duration each) {
        delay = each;
    }

    /** Shows everything that clients send to this inspector first. */
    public void inspect(Inspector newInspector) {
        inspector = newInspector;
    }

    /** Closes its port and all connections; its threads have ended when this returns. */
    @Override
    public void close() {
        mode = Mode.REFUSE;
        close(door);
        cut();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("A connection of the proxy does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                accepted.incrementAndGet();
                connect(client);
            } catch (IOException e) {
                // The proxy was closed, or the client has gone again: the next look at the door tells.
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
                // Looked at again, since who sets it cuts only the links there are.
                if (mode != Mode.REFUSE) {
                    var replies = threads.submit(() -> link.pump(server, link::reply));
                    link.pump(client, link::request);
                    replies.get();
                }
            } finally {
                links.remove(link);
            }
        } catch (IOException | ExecutionException | RejectedExecutionException e) {
            // The server is not there, or the proxy is being closed: the client sees a closed connection.
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

    /** Sees what a client sends, in the pieces in which it comes: a message of its protocol may be in two of them. */
    @FunctionalInterface
    public interface Inspector {

        /** Decides, before the server gets them, what becomes of these bytes and their connection. */
        Fate decide(byte[] request);
    }

    /** What becomes of a request. */
    public enum Fate {
        /** It is sent on. */
        PASS,
        /** The connection is cut, and the server never sees the request. */
        LOSE_REQUEST,
        /** The server gets it. At the first byte that it answers the connection is cut, and the client gets none. */
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

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void request(byte[] bytes) throws IOException {
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

        /** Ends with the connection, and ends it. One that is half closed counts as closed. */
        void pump(Socket from, Receiver to) {
            var piece = new byte[PIECE];
            try {
                var in = from.getInputStream();
                for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
                    to.receive(Arrays.copyOf(piece, length));
                }
            } catch (IOException e) {
                // Cut by the client, the server or the proxy.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                cut();
            }
        }

        void cut() {
            close(client);
            close(server);
        }
    }
}
