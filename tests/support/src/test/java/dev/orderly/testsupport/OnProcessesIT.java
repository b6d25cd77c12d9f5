package dev.orderly.testsupport;

import java.sql.DriverManager;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** In every run, a class that is {@link OnProcesses} kills the servers to which its clients are connected. */
@OnProcesses
class OnProcessesIT {

    @Test
    void theBrokerIsTheProcess() {
        assertThat(TestServers.bootstrapServers()).isEqualTo(TestServers.kafka().bootstrapServers());
        assertThat(TestServers.kafka().pid()).isPositive();
    }

    @Test
    void theDatabaseIsOnTheProcess() throws Exception {
        var database = TestServers.database("killed");
        connect(database);

        TestServers.postgres().kill();
        try {
            assertThatThrownBy(() -> connect(database)).hasMessageContaining("refused");
        } finally {
            TestServers.postgres().start();
        }
        connect(database);
    }

    private static void connect(TestDatabase database) throws Exception {
        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password())
                .close();
    }
}
