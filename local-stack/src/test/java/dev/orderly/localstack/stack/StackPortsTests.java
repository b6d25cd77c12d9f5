package dev.orderly.localstack.stack;

import java.net.InetAddress;
import java.net.ServerSocket;

import dev.orderly.localstack.process.LocalStackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StackPortsTests {

    @Test
    void areEightConsecutivePorts() {
        assertThat(StackPorts.from(9000)).isEqualTo(new StackPorts(9000, 9001, 9002, 9003, 9004, 9005, 9006, 9007));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_529, 70_000})
    void rejectsABaseThatLeavesNoValidPorts(int base) {
        assertThatThrownBy(() -> StackPorts.from(base)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesThePortInUseItsOwnerAndTheWorkaround() throws Exception {
        var free = StackPorts.free();
        free.requireFree(Transport.KAFKA);

        try (var occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = occupied.getLocalPort();
            var ports = new StackPorts(
                    free.order(),
                    free.refund(),
                    free.notification(),
                    taken,
                    free.postgres(),
                    free.smtp(),
                    free.gateway(),
                    free.console());
            assertThatThrownBy(() -> ports.requireFree(Transport.KAFKA))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("Port %d is already in use, but Kafka needs it", taken)
                    .hasMessageContaining("--port-base");
            assertThatCode(() -> ports.requireFree(Transport.FEED)).doesNotThrowAnyException();
        }
    }
}
