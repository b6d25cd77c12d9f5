package dev.orderly.events.forwarder;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.message.CloudEventEncoder;
import dev.orderly.events.message.OutgoingMessage;
import dev.orderly.events.support.IdleTimeoutTransactions;
import dev.orderly.events.system.CountedStatements;
import dev.orderly.events.system.TestSystem;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** What is left of a forwarder that is frozen while it sets events aside. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = "orderly.source=/unsendable")
class UnsendableEventsIT {

    private static final String TOPIC = "unsendable-events";

    @Autowired
    DataSource dataSource;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "unsendable");
    }

    @Test
    void aForwarderThatIsFrozenWhileItSetsEventsAsideDoesNotHoldUpItsSuccessor() throws Exception {
        var refused = message(1, "a");
        newcomer().refused(refusal(refused));
        var batch = List.of(message(2, "a"), message(3, "b"));
        var frozen = new Frozen(batch);

        var first = CompletableFuture.supplyAsync(() -> newcomer().sendable(frozen));
        frozen.reached.await();
        var second = CompletableFuture.supplyAsync(() -> newcomer().sendable(batch));

        assertThat(second.get(1, TimeUnit.MINUTES)).containsExactly(batch.get(1));
        frozen.wakeUp.countDown();
        assertThat(first).as("the work of the frozen one").failsWithin(Duration.ofMinutes(1));
    }

    @Test
    void aParkedEventCostsABatchTheSameStatementsHoweverManyEventsItHas() {
        newcomer().refused(refusal(message(5, "parked")));
        var statements = new CountedStatements(dataSource);
        var counted = newcomer(JdbcClient.create(statements.dataSource()), TransactionOperations.withoutTransaction());

        var few = IntStream.range(10, 12).mapToObj(i -> message(i, "s" + i)).toList();
        assertThat(counted.sendable(few)).hasSize(2);
        var forFew = statements.takeCount();
        var many = IntStream.range(20, 1_020).mapToObj(i -> message(i, "s" + i)).toList();
        assertThat(counted.sendable(many)).hasSize(1_000);

        assertThat(statements.takeCount()).as("statements for 1,000 events").isLessThanOrEqualTo(forFew);
    }

    private static UnsendableEventException refusal(OutgoingMessage refused) {
        return new UnsendableEventException(
                List.of(new UnsendableEventException.Refusal(refused, new IllegalArgumentException("too large"))));
    }

    private UnsendableEvents newcomer() {
        return newcomer(jdbc, new IdleTimeoutTransactions(transactions, jdbc, Duration.ofSeconds(1)));
    }

    private static UnsendableEvents newcomer(JdbcClient jdbc, TransactionOperations transactions) {
        return new UnsendableEvents(
                new DeadLetterQueue(jdbc, "unsendable-forwarder"),
                transactions,
                new ForwarderProperties(
                        10,
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        1,
                        Set.of()));
    }

    private static OutgoingMessage message(long position, String subject) {
        var event = new EventMetadata(
                new UUID(7, position), "thing.done.v1", "/unsendable", subject, Instant.EPOCH, position, null);
        return new OutgoingMessage(
                event, CloudEventEncoder.encode(event, "application/json", new byte[] {'{', '}'}, TOPIC));
    }

    /** A batch that stops, at the second message, whoever takes one after the other. */
    private static final class Frozen extends AbstractList<OutgoingMessage> implements RandomAccess {

        private final List<OutgoingMessage> messages;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch wakeUp = new CountDownLatch(1);

        Frozen(List<OutgoingMessage> messages) {
            this.messages = messages;
        }

        @Override
        public Iterator<OutgoingMessage> iterator() {
            var first = messages.get(0);
            var others = messages.subList(1, messages.size()).iterator();
            return new Iterator<>() {
                private boolean isFirst = true;

                @Override
                public boolean hasNext() {
                    return isFirst || others.hasNext();
                }

                @Override
                public OutgoingMessage next() {
                    if (isFirst) {
                        isFirst = false;
                        return first;
                    }
                    freeze();
                    return others.next();
                }
            };
        }

        private void freeze() {
            reached.countDown();
            try {
                wakeUp.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public OutgoingMessage get(int index) {
            return messages.get(index);
        }

        @Override
        public int size() {
            return messages.size();
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
