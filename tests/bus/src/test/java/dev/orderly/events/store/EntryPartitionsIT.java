package dev.orderly.events.store;

import java.util.List;
import java.util.stream.IntStream;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.LogLines;
import dev.orderly.events.system.TestSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The store has a partition for each event before it is raised. Each test begins where the last partition begins. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = "orderly.source=/shelves")
class EntryPartitionsIT {

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    private long next;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "shelves");
    }

    @BeforeEach
    void goToTheLastPartition() {
        var existing = existing();
        var last = existing.get(existing.size() - 1);
        next = last + 1;
        jdbc.sql("SELECT setval('orderly.event_entry_insertion_id_seq', ?)")
                .param(RangePartitions.startOf(last))
                .query(Long.class)
                .single();
    }

    @Test
    void theNextPartitionIsThereLongBeforeTheLastOneIsFull() {
        IntStream.range(0, EntryPartitions.LOOK_EVERY).forEach(each -> raise(1));

        await().untilAsserted(() -> assertThat(existing()).contains(next));
    }

    @Test
    void eventsOfATransactionThatIsStillOpenCount() {
        transactions.executeWithoutResult(status -> {
            IntStream.range(0, EntryPartitions.LOOK_EVERY).forEach(each -> Events.raise(new Shelved()));

            await().untilAsserted(() -> assertThat(existing()).contains(next));
        });
    }

    @Test
    void ifItCannotBeCreatedTheNextEventStartsAnotherAttempt() {
        jdbc.sql("ALTER PROCEDURE orderly.add_partition RENAME TO not_now").update();
        try (var lines = LogLines.open()) {
            raise(EntryPartitions.LOOK_EVERY);
            await().untilAsserted(() -> assertThat(lines.warnings("dev.orderly"))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(each -> each.contains("cannot be created; the next event tries again")));
        } finally {
            jdbc.sql("ALTER PROCEDURE orderly.not_now RENAME TO add_partition").update();
        }
        assertThat(existing()).doesNotContain(next);

        await().untilAsserted(() -> {
            raise(1);
            assertThat(existing()).contains(next);
        });
    }

    private void raise(int events) {
        transactions.executeWithoutResult(
                status -> IntStream.range(0, events).forEach(each -> Events.raise(new Shelved())));
    }

    private List<Long> existing() {
        return new RangePartitions(jdbc, "event_entry").existing();
    }

    @EventType("shelves.shelved.v1")
    record Shelved() implements DomainEvent {

        @Override
        public String aggregateId() {
            return "shelf";
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Library {}
}
