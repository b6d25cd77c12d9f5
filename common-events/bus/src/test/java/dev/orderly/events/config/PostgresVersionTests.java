package dev.orderly.events.config;

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
                        "The bus does not support PostgreSQL 13: set spring.datasource.url to a database on PostgreSQL 14 or later");
    }

    @Test
    void anotherDatabaseWillNotDo() {
        assertThatExceptionOfType(BusSetupException.class)
                .isThrownBy(() -> EventSchema.verifySupported("MariaDB", 15))
                .withMessageContaining("MariaDB 15");
    }
}
