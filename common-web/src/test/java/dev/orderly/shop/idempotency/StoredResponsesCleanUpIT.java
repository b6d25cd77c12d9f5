package dev.orderly.shop.idempotency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which responses are kept, for whom, and for how long. */
class StoredResponsesCleanUpIT {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    /** The table as in the documentation of the package. */
    private static final String CREATE = """
            create table first_answer (
                caller       text        not null,
                method       text        not null,
                path         text        not null,
                key          text        not null,
                request_hash bytea       not null,
                status       smallint    not null,
                location     text,
                content_type text        not null,
                body         bytea       not null,
                answered_at  timestamptz not null,
                primary key (caller, method, path, key)
            )
            """;

    @Test
    void keepsNoMoreThanTheConfiguredNumber() {
        var jdbc = database();
        var responses = filled(jdbc);
        var properties = new IdempotencyProperties(Duration.ofHours(24), Duration.ofMinutes(1), 2, 10);

        new StoredResponsesCleanUp(responses, properties, Clock.fixed(NOW, ZoneOffset.UTC)).run();

        assertThat(jdbc.sql("select count(*) from first_answer")
                        .query(Integer.class)
                        .single())
                .isEqualTo(10);
    }

    @Test
    void deletesWhatIsOlderThanTheRetentionInAsManyBatchesAsItTakes() {
        var jdbc = database();
        var responses = filled(jdbc);
        var properties = new IdempotencyProperties(Duration.ofHours(24), Duration.ofMinutes(1), 2, 1_000);

        new StoredResponsesCleanUp(responses, properties, Clock.fixed(NOW, ZoneOffset.UTC)).run();

        assertThat(jdbc.sql("select count(*), min(answered_at) = :oldest from first_answer")
                        .param("oldest", NOW.minus(Duration.ofHours(24)).atOffset(ZoneOffset.UTC))
                        .query((row, i) -> row.getInt(1) + " " + row.getBoolean(2))
                        .single())
                .isEqualTo("25 true");
    }

    @Test
    void aKeyBelongsToTheCallerWhoSentIt() {
        var responses = new StoredResponses(database());
        var key = new IdempotencyKey("the same");
        var response = new StoredResponse(new byte[32], 200, null, "application/json", new byte[0]);
        responses.add(new KeyedCall("kim", "POST", "/orders", key, new byte[32]), response, NOW);

        assertThat(responses.find(new KeyedCall("lee", "POST", "/orders", key, new byte[32])))
                .isEmpty();
        assertThat(responses.find(new KeyedCall("kim", "POST", "/orders", key, new byte[32])))
                .isPresent();
    }

    private static JdbcClient database() {
        var database = TestServers.database("responses");
        var jdbc = JdbcClient.create(
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
        jdbc.sql(CREATE).update();
        return jdbc;
    }

    /** With 30 responses: one for each of the last hours. */
    private static StoredResponses filled(JdbcClient jdbc) {
        var responses = new StoredResponses(jdbc);
        for (int hours = 0; hours < 30; hours++) {
            var key = new IdempotencyKey(hours + " h old");
            var response = new StoredResponse(new byte[32], 200, null, "application/json", new byte[0]);
            responses.add(
                    new KeyedCall("", "POST", "/orders", key, new byte[32]),
                    response,
                    NOW.minus(Duration.ofHours(hours)));
        }
        return responses;
    }
}
