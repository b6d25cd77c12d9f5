package dev.orderly.events.test.servers;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DockerSocketsTests {

    @TempDir
    private Path directory;

    @Test
    void findASocketThatAcceptsConnections() throws IOException {
        var socket = directory.resolve("docker.sock");
        try (var listening = listen(socket)) {
            assertThat(answer("unix://" + socket)).isTrue();
        }
    }

    @Test
    void ignoreASocketWithoutAListener() throws IOException {
        var socket = directory.resolve("docker.sock");
        listen(socket).close();

        assertThat(socket).exists();
        assertThat(answer("unix://" + socket)).isFalse();
    }

    @Test
    void ignoreAMissingSocket() {
        assertThat(answer("unix://" + directory.resolve("docker.sock"))).isFalse();
    }

    @Test
    void findASocketInTheUsersHome() throws IOException {
        var socket = directory.resolve(".docker/run/docker.sock");
        Files.createDirectories(socket.getParent());
        try (var listening = listen(socket)) {
            assertThat(DockerSockets.answer(Map.of(), directory)).isTrue();
        }
    }

    @Test
    void leaveATcpHostToTestcontainers() {
        assertThat(answer("tcp://docker.example.org:2376")).isTrue();
    }

    private boolean answer(String dockerHost) {
        return DockerSockets.answer(Map.of("DOCKER_HOST", dockerHost), directory);
    }

    private static ServerSocketChannel listen(Path socket) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }
}
