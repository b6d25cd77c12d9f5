package dev.orderly.events.test;

import java.util.List;
import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.deadletter.DeadLetter;
import dev.orderly.events.test.servers.WithServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A user's test of a whole way: raised, forwarded by a broker, handled. */
@SpringBootTest(
        properties = {
            "orderly.source=/cups",
            "orderly.topic=cup-events",
            "orderly.subscriptions=cup-events",
            "orderly.inbox.max-attempts=1"
        })
@WithServers
class EventScenarioIT {

    private final String cup = UUID.randomUUID().toString();

    @Autowired
    EventScenario scenario;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Test
    void theEffectsOfAllEventsOfAStepAreCommittedWhenTheyAreHandled() {
        scenario.when(() -> raise(new Poured(cup, 1), new Poured(cup, 2))).untilHandled();

        assertThat(poured()).containsExactly(1, 2);
    }

    @Test
    void anEventThatNeedsAnOperatorFailsTheTestWithItsReason() {
        var step = scenario.when(() -> raise(new Poured(cup, -1)));

        assertThatThrownBy(step::untilHandled)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Not handled: cup.poured.v1")
                .hasMessageContaining("PARKED")
                .hasMessageContaining("it is empty");
    }

    @Test
    void theTestSeesTheDeadLettersOfAStep() {
        var letters = scenario.when(() -> raise(new Poured(cup, -1))).untilDeadLettered();

        assertThat(letters)
                .singleElement()
                .returns(DeadLetter.State.PARKED, DeadLetter::state)
                .returns(cup, DeadLetter::subject);
        assertThat(scenario.deadLetters()).containsAll(letters);
    }

    @Test
    void anEventThatWasHandledIsNotWaitedForAsADeadLetter() {
        var step = scenario.when(() -> raise(new Poured(cup, 1)));

        assertThatThrownBy(step::untilDeadLettered)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Handled instead of dead-lettered");
    }

    @Test
    void aStepThatRaisesNothingFailsTheTest() {
        var step = scenario.when(() -> {});

        assertThatThrownBy(step::untilHandled).hasMessageContaining("raised no event");
    }

    @Test
    void anEventThatNothingHandlesFailsTheTest() {
        var step = scenario.when(() -> raise(new Broken(cup)));

        assertThatThrownBy(step::untilHandled).hasMessageContaining("does not handle cup.broken.v1");
    }

    @Test
    void aStepInATransactionOfTheTestIsRefused() {
        assertThatThrownBy(() ->
                        transactions.executeWithoutResult(status -> scenario.when(() -> raise(new Poured(cup, 1)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("transaction");
    }

    private void raise(DomainEvent... events) {
        transactions.executeWithoutResult(status -> List.of(events).forEach(Events::raise));
    }

    private List<Integer> poured() {
        return jdbc.sql("SELECT sips FROM poured WHERE cup = ? ORDER BY id")
                .param(cup)
                .query(Integer.class)
                .list();
    }

    @EventType("cup.poured.v1")
    record Poured(String aggregateId, int sips) implements DomainEvent {}

    @EventType("cup.broken.v1")
    record Broken(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Waiter.class)
    static class Application {}

    static class Waiter {

        private final JdbcClient jdbc;

        Waiter(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql("CREATE TABLE poured (id serial, cup text, sips int)").update();
        }

        @EventHandler
        void on(Poured event) {
            if (event.sips() < 0) {
                throw new IllegalArgumentException("it is empty");
            }
            jdbc.sql("INSERT INTO poured (cup, sips) VALUES (?, ?)")
                    .params(event.aggregateId(), event.sips())
                    .update();
        }
    }
}
