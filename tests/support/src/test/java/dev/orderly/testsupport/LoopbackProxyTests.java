package dev.orderly.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.testsupport.LoopbackProxy.Fate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LoopbackProxyTests {

    private EchoServer server;
    private LoopbackProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer();
        proxy = LoopbackProxy.before(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void forwardsRequestsAndReplies() throws IOException {
        try (var client = new Client(proxy)) {
            assertThat(client.ask("one")).isEqualTo("echo one");
            assertThat(client.ask("two")).isEqualTo("echo two");
        }
        assertThat(server.heard).containsExactly("one", "two");
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void forwardsMoreThanOneChunk() throws IOException {
        var much = "x".repeat(1_000_000);
        try (var client = new Client(proxy)) {
            assertThat(client.ask(much)).isEqualTo("echo " + much);
        }
    }

    @Test
    void cutsExistingConnectionsAndAcceptsNewOnes() throws IOException {
        try (var before = new Client(proxy)) {
            before.ask("one");

            proxy.cut();

            assertThat(before.isCut()).isTrue();
        }
        try (var after = new Client(proxy)) {
            assertThat(after.ask("two")).isEqualTo("echo two");
        }
    }

    @Test
    void strandsExistingConnectionsAndAcceptsNewOnes() throws IOException {
        try (var before = new Client(proxy)) {
            before.ask("one");

            proxy.strand();

            before.send("two");
            assertThatThrownBy(before::receive).isInstanceOf(SocketTimeoutException.class);
            try (var after = new Client(proxy)) {
                assertThat(after.ask("three")).isEqualTo("echo three");
            }
            server.close();
            assertThatThrownBy(before::receive).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(server.heard).containsExactly("one", "three");
    }

    @Test
    void refusesConnectionsUntilPass() throws IOException {
        proxy.refuse();
        try (var client = new Client(proxy)) {
            assertThat(client.isCut()).isTrue();
        }

        proxy.pass();
        try (var client = new Client(proxy)) {
            assertThat(client.ask("one")).isEqualTo("echo one");
        }
        assertThat(server.heard).containsExactly("one");
        assertThat(proxy.accepted()).isEqualTo(2);
    }

    @Test
    void dropsRepliesAndCutsConnectionsThatLostSomeOnPass() throws IOException {
        try (var loser = new Client(proxy);
                var idle = new Client(proxy)) {
            idle.ask("zero");
            proxy.swallowReplies();

            loser.send("one");
            Awaitility.await().until(() -> server.heard.contains("one"));
            assertThatThrownBy(loser::receive).isInstanceOf(SocketTimeoutException.class);

            proxy.pass();
            assertThat(loser.isCut()).isTrue();
            assertThat(idle.ask("two")).isEqualTo("echo two");
        }
    }

    @Test
    void losesARequestIfTheInspectorSaysSo() throws IOException {
        proxy.inspect(bytes -> text(bytes).contains("commit") ? Fate.LOSE_REQUEST : Fate.PASS);
        try (var client = new Client(proxy)) {
            assertThat(client.ask("begin")).isEqualTo("echo begin");

            client.send("commit");

            assertThat(client.isCut()).isTrue();
        }
        assertThat(server.heard).containsExactly("begin");
    }

    @Test
    void losesAReplyIfTheInspectorSaysSo() throws IOException {
        proxy.inspect(bytes -> text(bytes).contains("commit") ? Fate.LOSE_REPLY : Fate.PASS);
        try (var client = new Client(proxy)) {
            assertThat(client.ask("begin")).isEqualTo("echo begin");

            client.send("commit");

            assertThat(client.isCut()).isTrue();
        }
        assertThat(server.heard).containsExactly("begin", "commit");
    }

    @Test
    void delaysBothDirections() throws IOException {
        proxy.delay(Duration.ofMillis(50));
        try (var client = new Client(proxy)) {
            var start = System.nanoTime();

            client.ask("one");

            // The delay applies once in each direction. The upper bound depends on the machine, so it is not checked.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        }
    }

    @Test
    void cutsTheClientIfTheServerIsDown() throws IOException {
        try (var client = new Client(proxy)) {
            client.ask("one");

            server.close();

            assertThat(client.isCut()).isTrue();
        }
    }

    /** The port stays taken, so that no other process of this machine can listen there. */
    @Test
    void cutsTheClientIfNobodyListens() throws IOException {
        try (var taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (var toNobody = LoopbackProxy.before(taken.getLocalPort());
                    var client = new Client(toNobody)) {
                assertThat(client.isCut()).isTrue();
            }
        }
    }

    @Test
    void closeEndsThePortAndAllConnections() throws IOException {
        try (var client = new Client(proxy)) {
            client.ask("one");

            proxy.close();

            assertThat(client.isCut()).isTrue();
        }
        assertThatThrownBy(() -> new Client(proxy)).isInstanceOf(IOException.class);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Echoes each line. */
    private static final class EchoServer {

        final List<String> heard = new CopyOnWriteArrayList<>();
        private final ServerSocket door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();

        EchoServer() throws IOException {
            inBackground(() -> {
                while (true) {
                    var socket = door.accept();
                    sockets.add(socket);
                    inBackground(() -> echo(socket));
                }
            });
        }

        int port() {
            return door.getLocalPort();
        }

        void close() throws IOException {
            door.close();
            for (var socket : sockets) {
                socket.close();
            }
        }

        private void echo(Socket socket) throws IOException {
            var lines = reader(socket);
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                heard.add(line);
                socket.getOutputStream().write(("echo " + line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }

        private static void inBackground(Task task) {
            var thread = new Thread(() -> {
                try {
                    task.run();
                } catch (IOException e) {
                    // The socket was closed.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private interface Task {

            void run() throws IOException;
        }
    }

    private static final class Client implements AutoCloseable {

        private static final int PATIENCE = 500;

        private final Socket socket;
        private final BufferedReader replies;

        Client(LoopbackProxy proxy) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
            replies = reader(socket);
        }

        String ask(String line) throws IOException {
            send(line);
            return replies.readLine();
        }

        void send(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        /** Waits half a second for a reply that is not expected to come. */
        String receive() throws IOException {
            socket.setSoTimeout(PATIENCE);
            return replies.readLine();
        }

        /** Waits until the connection is cut. */
        boolean isCut() throws IOException {
            socket.setSoTimeout(60_000);
            try {
                return replies.readLine() == null;
            } catch (SocketException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
