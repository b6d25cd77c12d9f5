package dev.orderly.testsupport;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The places where Docker listens. Testcontainers looks there as well, but where there is no Docker it logs an error for
 * what is none.
 */
final class DockerSockets {

    private static final String UNIX = "unix://";

    private DockerSockets() {}

    /** Whether a Docker of this machine takes connections, or {@code DOCKER_HOST} names one that is not to be had by a socket. */
    static boolean answer() {
        return answer(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static boolean answer(Map<String, String> environment, Path home) {
        var host = environment.getOrDefault("DOCKER_HOST", "");
        if (host.startsWith(UNIX)) {
            return takesConnections(Path.of(host.substring(UNIX.length())));
        }
        return !host.isEmpty() || usual(environment, home).anyMatch(DockerSockets::takesConnections);
    }

    /** The system's, a user's own without root, Docker Desktop's of macOS and of Linux. */
    private static Stream<Path> usual(Map<String, String> environment, Path home) {
        return Stream.of(
                Path.of("/var/run/docker.sock"),
                Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/nowhere"), "docker.sock"),
                home.resolve(".docker/run/docker.sock"),
                home.resolve(".docker/desktop/docker.sock"));
    }

    private static boolean takesConnections(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            // Nobody listens any more, or not to us.
            return false;
        }
    }
}
