package dev.orderly.shop.order.idempotency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import dev.orderly.testsupport.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Old answers are forgotten, and no others. */
class FirstAnswersCleanUpIT {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    @Test
    void forgetsWhatIsOlderThanTheRetentionInAsManyBatchesAsItTakes() {
        var database = TestServers.database("answers");
        var dataSource = new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
        Flyway.configure().dataSource(dataSource).load().migrate();
        var jdbc = JdbcClient.create(dataSource);
        var answers = new FirstAnswers(jdbc);
        for (int hours = 0; hours < 30; hours++) {
            var key = new IdempotencyKey(hours + " h old");
            var answer = new FirstAnswer(new byte[32], 200, null, "application/json", new byte[0]);
            answers.add(
                    new KeyedCall("POST", "/orders", key, new byte[32]), answer, NOW.minus(Duration.ofHours(hours)));
        }
        var properties = new IdempotencyProperties(Duration.ofHours(24), Duration.ofMinutes(1), 2);

        new FirstAnswersCleanUp(answers, properties, Clock.fixed(NOW, ZoneOffset.UTC)).run();

        assertThat(jdbc.sql("select count(*), min(answered_at) = :oldest from first_answer")
                        .param("oldest", NOW.minus(Duration.ofHours(24)).atOffset(ZoneOffset.UTC))
                        .query((row, i) -> row.getInt(1) + " " + row.getBoolean(2))
                        .single())
                .isEqualTo("25 true");
    }
}
