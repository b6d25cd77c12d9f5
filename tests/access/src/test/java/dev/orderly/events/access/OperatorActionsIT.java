package dev.orderly.events.access;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** How long it is kept who did what. */
class OperatorActionsIT {

    private static final String STORE = """
            INSERT INTO orderly.operator_action (principal, action, target, began_at)
            SELECT ?, 'POST /dead-letters/redrive', '', clock_timestamp() - make_interval(days => ?)
            FROM generate_series(1, ?)""";

    @Test
    void actionsOfTheLastYearAreKept() {
        try (var service = GuardedService.start(Publisher.class, GuardedService.TOKENS)) {
            store(service, "long gone", 366, 1_500);
            store(service, "gone last year", 364, 2);

            startAgain(service);

            Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(principals(service))
                    .containsExactly("gone last year", "gone last year"));
        }
    }

    @Test
    void aRetentionOfZeroKeepsEveryAction() {
        try (var service = GuardedService.start(
                Publisher.class, GuardedService.TOKENS, "--orderly.operator-actions.retention=0")) {
            store(service, "long gone", 10_000, 1);

            startAgain(service);

            assertThat(retention(service).isRunning()).isFalse();
            assertThat(principals(service)).containsExactly("long gone");
        }
    }

    private static void store(GuardedService service, String principal, int daysAgo, int times) {
        service.jdbc().sql(STORE).params(principal, daysAgo, times).update();
    }

    private static void startAgain(GuardedService service) {
        retention(service).stop();
        retention(service).start();
    }

    private static OperatorActionRetention retention(GuardedService service) {
        return service.bean("operatorActionRetention", OperatorActionRetention.class);
    }

    private static List<String> principals(GuardedService service) {
        return service.jdbc()
                .sql("SELECT principal FROM orderly.operator_action ORDER BY id")
                .query(String.class)
                .list();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {}
}
