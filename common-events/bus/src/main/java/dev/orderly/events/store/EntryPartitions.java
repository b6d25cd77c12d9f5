package dev.orderly.events.store;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.orderly.events.support.SafeLog;
import org.slf4j.Logger;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Creates the partitions of {@code event_entry} ahead of need: an event without a partition cannot be stored. After the
 * start there is room for at least {@value RangePartitions#SIZE} more events.
 *
 * <p>With every {@value #LOOK_EVERY}th event that this process raises, a background thread looks how far the insertion ids
 * are, whoever was given them. In the last partition but one it creates the next partition; if that fails, the next event
 * starts another attempt. The insertion id is not returned for each event: that would cost the database up to a
 * tenth of the statement.
 */
final class EntryPartitions implements InitializingBean {

    /** Each process may be so many events late, which is little beside the partition that is left. */
    static final int LOOK_EVERY = 500;

    private static final Logger log = SafeLog.of(EventStore.class);

    private final InsertionSequence sequence;
    private final RangePartitions partitions;
    private final AtomicInteger raised = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long end;

    EntryPartitions(JdbcClient jdbc, InsertionSequence sequence) {
        this.sequence = sequence;
        this.partitions = new RangePartitions(jdbc, "event_entry");
    }

    @Override
    public void afterPropertiesSet() {
        end = partitions.addFor(sequence.last());
    }

    /** Call it for each event; it does not block. */
    void raised() {
        if (raised.incrementAndGet() >= LOOK_EVERY && looking.compareAndSet(false, true)) {
            raised.set(0);
            new Thread(this::look, "event-partitions").start();
        }
    }

    private void look() {
        try {
            long last = sequence.last();
            if (last >= end - RangePartitions.SIZE) {
                end = partitions.addFor(last);
            }
        } catch (DataAccessException e) {
            raised.set(LOOK_EVERY);
            log.warn(
                    "Whether the event store needs a partition for insertion ids from {} on is not known, or it cannot be created; the next event tries again",
                    end,
                    e);
        } finally {
            looking.set(false);
        }
    }
}
