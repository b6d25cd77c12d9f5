package dev.orderly.systemtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.stack.LocalStack;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the rest of the network, and the other users of the machine, get to see of a stack: nothing. */
class ClosedStackIT {

    private final LocalStack stack = RunningStack.stack();

    @Test
    void noPortAnswersOnAnAddressOfTheNetwork() throws IOException {
        for (var address : addressesOfTheNetwork()) {
            for (var port : stack.ports().all(stack.transport())) {
                assertThatThrownBy(() -> connect(address, port))
                        .as("%s:%d", address, port)
                        .isInstanceOf(IOException.class);
            }
        }
        // Otherwise a stack that is away would pass, too.
        for (var service : Service.values()) {
            connect(InetAddress.getByName("127.0.0.1"), stack.ports().of(service));
        }
    }

    @Test
    void noProcessShowsATokenOrAPasswordInItsArguments() throws IOException {
        var secrets = secrets();
        assertThat(secrets).hasSizeGreaterThan(4);
        // Of all processes, as PostgreSQL is no child of this one.
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .anyMatch(command -> command.contains("postgres"))
                .allSatisfy(command -> assertThat(secrets).noneMatch(command::contains));
    }

    @Test
    void noLogShowsATokenOrAPassword() throws IOException {
        var secrets = secrets();
        for (var service : Service.values()) {
            assertThat(stack.log(service)).isNotEmpty().allSatisfy(line -> assertThat(secrets)
                    .noneMatch(line::contains));
        }
    }

    @Test
    void onlyTheOwnerMayReadTheSecretsAndTheData() throws IOException {
        assertThat(mode(stack.secretsFile())).isEqualTo("rw-------");
        assertThat(mode(stack.secretsFile().getParent())).isEqualTo("rwx------");
    }

    private List<String> secrets() throws IOException {
        var secrets = new Properties();
        try (var reader = Files.newBufferedReader(stack.secretsFile())) {
            secrets.load(reader);
        }
        return secrets.stringPropertyNames().stream().map(secrets::getProperty).toList();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<InetAddress> addressesOfTheNetwork() throws IOException {
        return NetworkInterface.networkInterfaces()
                .map(each -> List.copyOf(Collections.list(each.getInetAddresses())))
                .flatMap(Collection::stream)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
        }
    }
}
