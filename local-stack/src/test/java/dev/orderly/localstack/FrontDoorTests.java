package dev.orderly.localstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class FrontDoorTests {

    private static final int PATIENCE_MILLIS = 10_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void passesOnWhatIsSaidInBothDirectionsUntilBothAreDone() throws Exception {
        try (var server = new ServerSocket(0);
                var door = FrontDoor.open(0, "localhost", server.getLocalPort(), threads);
                var client = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            client.setSoTimeout(PATIENCE_MILLIS);
            threads.execute(() -> echo(server));
            client.getOutputStream().write("is anybody there?".getBytes(UTF_8));
            client.shutdownOutput();

            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("is anybody there?");
        }
    }

    @Test
    void closesAConnectionThatNobodyTakesAndPassesTheNextOneOn() throws Exception {
        var port = Ports.free();
        try (var door = FrontDoor.open(0, "localhost", port, threads)) {
            try (var early = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
                early.setSoTimeout(PATIENCE_MILLIS);
                assertThat(early.getInputStream().read()).isEqualTo(-1);
            }

            try (var server = new ServerSocket(port);
                    var client = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
                client.setSoTimeout(PATIENCE_MILLIS);
                threads.execute(() -> echo(server));
                client.getOutputStream().write("and now?\n".getBytes(UTF_8));
                assertThat(new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine())
                        .isEqualTo("and now?");
            }
        }
    }

    private static void echo(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
