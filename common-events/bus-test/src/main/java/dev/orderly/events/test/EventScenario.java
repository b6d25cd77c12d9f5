package dev.orderly.events.test;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.deadletter.DeadLetter;
import dev.orderly.events.deadletter.DeadLetterFilter;
import dev.orderly.events.deadletter.DeadLetters;
import dev.orderly.events.inbox.EventConsumers;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Runs a step of a test, waits until the events that it raised are handled, and lets the test assert; a bean of every test
 * of a service that subscribes to its own topic:
 *
 * <pre>{@code
 * @Test
 * void aSentParcelIsOnItsWay(@Autowired EventScenario scenario) {
 *     scenario.when(() -> parcels.send(id, "Seoul")).untilHandled();
 *
 *     assertThat(trail.of(id)).containsExactly("sent to Seoul");
 * }
 * }</pre>
 *
 * <p>The step's events take their real way: store, broker, inbox, handler. The step must commit its transactions itself, so
 * the test method must not be {@code @Transactional}. If an event is raised by another thread while the step runs, it counts
 * as the step's, too.
 */
public final class EventScenario {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_DEAD_LETTERS = 1_000;

    private static final String NEWEST = "SELECT coalesce(max(insertion_id), 0) FROM orderly.event_entry";

    private static final String RAISED = """
            SELECT entry.id, entry.type, entry.subject,
                   (SELECT count(*)
                    FROM orderly.processed_event AS processed
                    WHERE processed.consumer = ANY(:consumers::text[]) AND processed.event_id = entry.id) AS handled_by
            FROM orderly.event_entry AS entry
            WHERE entry.insertion_id > :newest
            ORDER BY entry.insertion_id""";

    private final BusDatabase database;
    private final DeadLetters deadLetters;
    private final ObjectProvider<EventConsumers> consumers;

    EventScenario(BusDatabase database, DeadLetters deadLetters, ObjectProvider<EventConsumers> consumers) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.consumers = consumers;
    }

    /**
     * Runs the step, in the calling thread.
     *
     * @throws IllegalStateException if a transaction is open: its events could not be handled before its commit
     * @throws RuntimeException whatever the step throws
     */
    public Step when(Runnable step) {
        if (database.isInTransaction()) {
            throw new IllegalStateException(
                    "The test has a transaction open, so no event can be handled before it ends: remove @Transactional from the test, or run the step in a thread of its own");
        }
        long newest = database.jdbc().sql(NEWEST).query(Long.class).single();
        step.run();
        return new Step(newest, DEFAULT_TIMEOUT);
    }

    /** All dead letters of this service, in the order in which their events failed; at most 1,000. */
    public List<DeadLetter> deadLetters() {
        return deadLetters.list(DeadLetterFilter.ALL, MOST_DEAD_LETTERS, null).items();
    }

    /** A step that has run, and whose events may be on their way. */
    public final class Step {

        private final long newest;
        private final Duration timeout;

        private Step(long newest, Duration timeout) {
            this.newest = newest;
            this.timeout = timeout;
        }

        /** Waits for at most this long; 30 s otherwise. */
        public Step within(Duration otherTimeout) {
            return new Step(newest, otherTimeout);
        }

        /**
         * Waits until each consumer of this service has handled each event that the step raised and that it has a handler for;
         * when this returns, the effects are committed.
         *
         * @throws AssertionError if the step raised no event, if this service handles one of them not at all, if one needs an
         *     operator ({@code PARKED}), or if the time is over; it says for each event what has become of it
         */
        public void untilHandled() {
            requireHandlers();
            await("handled", raised -> {
                if (raised.letter() != null && raised.letter().state() == DeadLetter.State.PARKED) {
                    throw new AssertionError("Not handled: " + raised);
                }
                return raised.handled();
            });
        }

        /**
         * Waits until each event that the step raised is a dead letter, for a test of a handler that fails.
         *
         * @return the dead letters, in the order in which their events were raised
         * @throws AssertionError if the step raised no event, if one was handled, or if the time is over
         */
        public List<DeadLetter> untilDeadLettered() {
            requireHandlers();
            await("dead-lettered", raised -> {
                if (raised.handled()) {
                    throw new AssertionError("Handled instead of dead-lettered: " + raised);
                }
                return raised.letter() != null;
            });
            return raised().stream().map(Raised::requiredLetter).toList();
        }

        private void requireHandlers() {
            var raised = raised();
            if (raised.isEmpty()) {
                throw new AssertionError("The step has raised no event, or has not committed its transaction");
            }
            for (var each : raised) {
                if (consumersOf(each.type()) == 0) {
                    throw new AssertionError(
                            "This service does not handle %s: subscribe to its topic (orderly.subscriptions), and add the bean with its @EventHandler to the test's context"
                                    .formatted(each));
                }
            }
        }

        private void await(String what, Predicate<Raised> condition) {
            try {
                Awaitility.await()
                        .atMost(timeout)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> raised().stream().allMatch(condition));
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(
                        "Not %s within %s: %s"
                                .formatted(
                                        what,
                                        timeout,
                                        raised().stream()
                                                .filter(each -> !condition.test(each))
                                                .map(Raised::toString)
                                                .collect(Collectors.joining("; "))),
                        e);
            }
        }

        /** How many consumers of this service handle the type. */
        private long consumersOf(String type) {
            return consumers.stream()
                    .flatMap(each -> each.all().stream())
                    .filter(each -> each.inbox().handles(type))
                    .count();
        }

        private List<Raised> raised() {
            var letters = deadLetters();
            return database.jdbc()
                    .sql(RAISED)
                    .param("newest", newest)
                    .param(
                            "consumers",
                            consumers.stream()
                                    .flatMap(each -> each.names().stream())
                                    .toArray(String[]::new))
                    .query((row, number) -> {
                        var id = row.getObject("id", UUID.class);
                        return new Raised(
                                id,
                                row.getString("type"),
                                row.getString("subject"),
                                row.getLong("handled_by") >= consumersOf(row.getString("type")),
                                letters.stream()
                                        .filter(each -> each.eventId().equals(id))
                                        .findFirst()
                                        .orElse(null));
                    })
                    .list();
        }
    }

    private record Raised(
            UUID id,
            String type,
            String subject,
            boolean handled,
            @Nullable DeadLetter letter) {

        DeadLetter requiredLetter() {
            if (letter == null) {
                throw new AssertionError("No longer a dead letter: " + this);
            }
            return letter;
        }

        @Override
        public String toString() {
            return "%s %s of %s is %s".formatted(type, id, subject, state());
        }

        private String state() {
            if (letter != null) {
                return "a dead letter (%s, attempt %d): %s"
                        .formatted(letter.state(), letter.attempts(), letter.reason());
            }
            return handled ? "handled" : "on its way";
        }
    }
}
