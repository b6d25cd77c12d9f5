package dev.orderly.events.test.servers;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sockets where Docker may listen. Testcontainers checks them, too, but it logs an error if there is no Docker, although
 * that is not an error here.
 */
final class DockerSockets {

    private static final String UNIX = "unix://";

    private DockerSockets() {}

    /** Whether a local Docker accepts connections, or {@code DOCKER_HOST} is set to something other than a socket. */
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

    /** The sockets of the system, of rootless Docker, and of Docker Desktop on macOS and Linux. */
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
            // No process listens on it any more, or this user has no permission.
            return false;
        }
    }
}
