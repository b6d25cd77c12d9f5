package dev.orderly.events.store;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.fasterxml.uuid.UUIDClock;
import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.activity.Activity;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.tracing.EventTracing;
import dev.orderly.events.type.EventJson;
import dev.orderly.events.type.EventTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The event store in PostgreSQL. */
final class JdbcEventStore implements EventStore {

    private static final Logger log = LoggerFactory.getLogger(EventStore.class);

    private static final String INSERT = """
            INSERT INTO orderly.event_entry
                (id, type, source, subject, occurred_at, content_type, payload, trace_parent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            RETURNING insertion_id""";

    /** The entries of a table or subquery {@code run}. */
    private static final String ENTRIES = """
            SELECT run.first_position + entry.insertion_id - run.first_insertion_id AS position, %s
            FROM run JOIN orderly.event_entry AS entry
              ON entry.insertion_id BETWEEN run.first_insertion_id
                                        AND run.first_insertion_id + run.last_position - run.first_position""".formatted(EventEntryMapper.COLUMNS);

    /** Positions have no gaps, so the next ones are known, and so is the last run that contains one of them. */
    private static final String SELECT = """
            WITH run AS (
                SELECT *
                FROM orderly.event_run
                WHERE last_position > :position
                  AND last_position <= coalesce(
                    (SELECT min(last_position) FROM orderly.event_run WHERE last_position >= :last),
                    9223372036854775807)
            ), entry AS (
                %s
            )
            SELECT *
            FROM (
                SELECT *, sum(octet_length(payload)) OVER (ORDER BY position) - octet_length(payload) AS before
                FROM entry
                WHERE position > :position AND position <= :last
            ) AS measured
            WHERE before < :bytes
            ORDER BY position""".formatted(ENTRIES);

    private static final String FIRST_AFTER = """
            WITH run AS (
                SELECT * FROM orderly.event_run WHERE last_position > :position
            ), entry AS (
                %s
            )
            SELECT position FROM entry WHERE position > :position ORDER BY position LIMIT 1""".formatted(ENTRIES);

    private final NoArgGenerator ids;
    private final BusDatabase database;
    private final JdbcClient jdbc;
    private final JdbcClient reading;
    private final EventJson json;
    private final EventTracing tracing;
    private final CommitSignal signal;
    private final EntryPartitions partitions;
    private final Clock clock;
    private final EventActivity activity;
    private final String source;
    private final int maxEventSize;

    JdbcEventStore(
            BusDatabase database,
            EventJson json,
            EventTracing tracing,
            CommitSignal signal,
            EntryPartitions partitions,
            Clock clock,
            EventActivity activity,
            OrderlyProperties properties) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.reading = database.background().jdbc();
        this.json = json;
        this.tracing = tracing;
        this.signal = signal;
        this.partitions = partitions;
        this.clock = clock;
        this.activity = activity;
        this.ids = Generators.timeBasedEpochGenerator(null, new UUIDClock() {
            @Override
            public long currentTimeMillis() {
                // Not clock.millis(): the JDK's clock that ticks in less than a millisecond divides by zero there.
                return clock.instant().toEpochMilli();
            }
        });
        this.source = properties.source();
        this.maxEventSize = properties.maxEventSize();
    }

    @Override
    public void save(DomainEvent event) {
        var type = EventTypes.nameOf(event.getClass());
        var subject = subjectOf(event, type);
        verifyTransaction(type, subject);
        var payload = json.write(event);
        if (payload.length > maxEventSize) {
            throw new EventTooLargeException(type, subject, payload.length, maxEventSize);
        }
        var id = ids.generate();
        var occurredAt = clock.instant();
        var traceParent = tracing.current();
        long insertionId = jdbc.sql(INSERT)
                .param(id)
                .param(type)
                .param(source)
                .param(subject)
                .param(occurredAt.atOffset(ZoneOffset.UTC))
                .param("application/json")
                .param(payload)
                .param(traceParent)
                .query(Long.class)
                .single();
        partitions.stayAheadOf(insertionId);
        log.info("Stored {} {} of {}", type, id, subject);
        if (activity.isWatched()) {
            activity.happened(
                    Activity.Kind.STORED,
                    new EventMetadata(id, type, source, subject, occurredAt, 0, traceParent),
                    null);
        }
        signal.afterCommit();
    }

    @Override
    public List<EventEntry> get(long position, int limit) {
        var entries = reading.sql(SELECT)
                .param("position", position)
                .param("last", position + Math.min(limit, Long.MAX_VALUE - position))
                .param("bytes", BATCH_BYTES)
                .query(new EventEntryMapper())
                .list();
        long first = entries.isEmpty()
                ? reading.sql(FIRST_AFTER)
                        .param("position", position)
                        .query(Long.class)
                        .optional()
                        .orElse(position + 1)
                : entries.get(0).position();
        if (first > position + 1) {
            throw new EventsDroppedException(position, first);
        }
        return entries;
    }

    /** Without it, all such events would be one aggregate: one that fails would block the others. */
    private static String subjectOf(DomainEvent event, String type) {
        var subject = event.aggregateId();
        if (subject == null || subject.isBlank()) {
            throw new IllegalArgumentException(
                    "%s (%s) has no aggregateId: return the id of the aggregate that the event belongs to"
                            .formatted(type, event.getClass().getName()));
        }
        return subject;
    }

    private void verifyTransaction(String type, String subject) {
        if (!database.isInTransaction()) {
            throw new IllegalStateException(
                    "%s was raised outside a transaction on the event store's database, so it would not be committed together with the change it reports: make the use case transactional"
                            .formatted(type));
        }
        if (EndedTransactions.isCurrentEnded()) {
            throw new IllegalStateException(
                    "%s of %s was raised after its transaction had ended, so it is not stored: raise it before the commit, or in a new transaction, for example in a method with @Transactional(propagation = REQUIRES_NEW)"
                            .formatted(type, subject));
        }
    }
}
