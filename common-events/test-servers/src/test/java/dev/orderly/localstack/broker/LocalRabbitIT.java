package dev.orderly.localstack.broker;

import java.nio.file.Path;

import dev.orderly.localstack.process.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledIf(value = "isInstalled", disabledReason = LocalRabbit.HOW_TO_INSTALL)
class LocalRabbitIT {

    static boolean isInstalled() {
        return LocalRabbit.isInstalled();
    }

    @Test
    void comesBackOnItsPortWhenItWasKilledAndLeavesNoProcessBehind(@TempDir Path directory) {
        try (var rabbit = LocalRabbit.onFreePort(directory)) {
            rabbit.start();
            var killed = rabbit.pid();

            rabbit.kill();
            assertThat(ProcessHandle.of(killed)).isEmpty();
            assertThat(Ports.accepts(rabbit.port())).isFalse();

            rabbit.start();
            assertThat(rabbit.pid()).isNotEqualTo(killed);
            assertThat(Ports.accepts(rabbit.port())).isTrue();
        }
        assertThat(ProcessHandle.current().descendants().flatMap(each -> each.info().command().stream()))
                .noneMatch(command -> command.endsWith("beam.smp") || command.endsWith("epmd"));
    }
}
