package dev.orderly.events.config;

import dev.orderly.events.config.OrderlyAutoConfiguration.EventSchema;
import dev.orderly.events.start.BusSetupException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PostgresVersionTests {

    @Test
    void fourteenIsTheOldestThatWillDo() {
        EventSchema.verifySupported("PostgreSQL", 14);

        assertThatExceptionOfType(BusSetupException.class)
                .isThrownBy(() -> EventSchema.verifySupported("PostgreSQL", 13))
                .withMessage(
                        "The bus cannot keep its events in PostgreSQL 13: let spring.datasource.url lead to PostgreSQL 14 or later");
    }

    @Test
    void anotherDatabaseWillNotDo() {
        assertThatExceptionOfType(BusSetupException.class)
                .isThrownBy(() -> EventSchema.verifySupported("MariaDB", 15))
                .withMessageContaining("MariaDB 15");
    }
}
