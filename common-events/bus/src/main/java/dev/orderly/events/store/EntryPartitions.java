package dev.orderly.events.store;

import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps partitions in place ahead of the events that are raised, since an event that finds none cannot be stored. When
 * the service starts there is room for at least {@value RangePartitions#SIZE} more events; as soon as one goes into the
 * last partition but one, the next is made in the background, and if that fails each further event tries it again.
 */
final class EntryPartitions implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(EventStore.class);

    private static final String LAST_INSERTION_ID = """
            SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM orderly.event_entry_insertion_id_seq""";

    private final JdbcClient jdbc;
    private final RangePartitions partitions;
    private final AtomicBoolean adding = new AtomicBoolean();
    private volatile long end;

    EntryPartitions(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
        this.partitions = new RangePartitions(jdbc, "event_entry");
    }

    @Override
    public void afterPropertiesSet() {
        end = partitions.addFor(jdbc.sql(LAST_INSERTION_ID).query(Long.class).single());
    }

    /** To be called with the insertion id of each event; does not wait. */
    void stayAheadOf(long insertionId) {
        if (insertionId >= end - RangePartitions.SIZE && adding.compareAndSet(false, true)) {
            new Thread(() -> addFor(insertionId), "event-partitions").start();
        }
    }

    private void addFor(long insertionId) {
        try {
            end = partitions.addFor(insertionId);
        } catch (DataAccessException e) {
            log.warn("There is no partition yet for the events after insertion id {}", end, e);
        } finally {
            adding.set(false);
        }
    }
}
