package dev.orderly.events.store;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.orderly.events.support.SafeLog;
import org.slf4j.Logger;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Creates the partitions of {@code event_entry} ahead of need: an event without a partition cannot be stored. After the
 * start there is room for at least {@value RangePartitions#SIZE} more events. When an event goes into the last partition
 * but one, a background thread creates the next partition; if that fails, the next event starts another attempt.
 */
final class EntryPartitions implements InitializingBean {

    private static final Logger log = SafeLog.of(EventStore.class);

    private final InsertionSequence sequence;
    private final RangePartitions partitions;
    private final AtomicBoolean adding = new AtomicBoolean();
    private volatile long end;

    EntryPartitions(JdbcClient jdbc, InsertionSequence sequence) {
        this.sequence = sequence;
        this.partitions = new RangePartitions(jdbc, "event_entry");
    }

    @Override
    public void afterPropertiesSet() {
        end = partitions.addFor(sequence.last());
    }

    /** Call it with the insertion id of each event; it does not block. */
    void stayAheadOf(long insertionId) {
        if (insertionId >= end - RangePartitions.SIZE && adding.compareAndSet(false, true)) {
            new Thread(() -> addFor(insertionId), "event-partitions").start();
        }
    }

    private void addFor(long insertionId) {
        try {
            end = partitions.addFor(insertionId);
        } catch (DataAccessException e) {
            log.warn(
                    "The partition for insertion ids from {} on cannot be created; the next event tries again", end, e);
        } finally {
            adding.set(false);
        }
    }
}
