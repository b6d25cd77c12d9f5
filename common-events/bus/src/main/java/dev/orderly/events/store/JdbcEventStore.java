package dev.orderly.events.store;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.fasterxml.uuid.UUIDClock;
import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventContext;
import dev.orderly.events.EventInterceptor;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.activity.Activity;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.store.EventRuns.Range;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.tracing.EventTracing;
import dev.orderly.events.type.EventJson;
import dev.orderly.events.type.EventTypes;
import org.slf4j.Logger;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The event store in PostgreSQL. */
final class JdbcEventStore implements EventStore {

    private static final Logger log = SafeLog.of(EventStore.class);

    private static final String INSERT = insert("", "");

    /** A statement of its own: an event without a context costs what it did before there were any. */
    private static final String INSERT_WITH_CONTEXT = insert(", context", ", ?");

    /** The highest and lowest insertion ids are constants, so that partitions are pruned when the statement is planned. */
    private static final String SELECT = """
            SELECT *
            FROM (
                SELECT entry.*, sum(octet_length(payload)) OVER (ORDER BY position) - octet_length(payload) AS before
                FROM unnest(:positions::bigint[], :firsts::bigint[], :lasts::bigint[]) AS range (first_position, first, last)
                CROSS JOIN LATERAL (
                    SELECT range.first_position + insertion_id - range.first AS position, %s
                    FROM orderly.event_entry AS entry
                    WHERE insertion_id BETWEEN range.first AND range.last AND insertion_id BETWEEN :lowest AND :highest
                    ORDER BY insertion_id
                    LIMIT :limit
                ) AS entry
            ) AS measured
            WHERE before < :bytes
            ORDER BY position""".formatted(EventEntryMapper.COLUMNS);

    /** The position of the next entry; if none is left, that of the next event. */
    static final String FIRST_AFTER = """
            SELECT coalesce((
                SELECT run.first_position - 1 + %s
                FROM (
                    SELECT * FROM orderly.event_run WHERE last_position > :position ORDER BY last_position
                ) AS run CROSS JOIN LATERAL (
                    SELECT insertion_id
                    FROM orderly.event_entry
                    WHERE insertion_id BETWEEN %s AND %s AND %s
                    ORDER BY insertion_id
                    LIMIT 1
                ) AS entry
                ORDER BY run.last_position
                LIMIT 1), position + 1)
            FROM orderly.event_head""".formatted(
                    EventRuns.countUpTo("entry.insertion_id"),
                    EventRuns.insertionIdAt("greatest(run.first_position, :position + 1)"),
                    EventRuns.insertionIdAt("run.last_position"),
                    EventRuns.contains("insertion_id"));

    private final NoArgGenerator ids;
    private final BusDatabase database;
    private final JdbcClient jdbc;
    private final JdbcClient reading;
    private final EventRuns runs;
    private final EventJson json;
    private final EventTracing tracing;
    private final CommitSignal signal;
    private final EntryPartitions partitions;
    private final Clock clock;
    private final EventActivity activity;
    private final List<EventInterceptor> interceptors;
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
            List<EventInterceptor> interceptors,
            OrderlyProperties properties) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.reading = database.background().jdbc();
        this.runs = new EventRuns(reading);
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
        this.interceptors = interceptors;
        this.source = properties.source();
        this.maxEventSize = properties.maxEventSize();
    }

    @Override
    public void save(DomainEvent event) {
        var type = EventTypes.nameOf(event.getClass());
        var subject = subjectOf(event, type);
        verifyTransaction(type, subject);
        var id = ids.generate();
        var payload = payloadOf(event, type, id, subject);
        var context = contextOf(event);
        var storedContext = StoredContext.write(context);
        int size = payload.length + (storedContext == null ? 0 : storedContext.getBytes(UTF_8).length);
        if (size > maxEventSize) {
            throw new EventTooLargeException(type, subject, size, maxEventSize);
        }
        var occurredAt = clock.instant();
        var traceParent = tracing.current();
        var insert = jdbc.sql(storedContext == null ? INSERT : INSERT_WITH_CONTEXT)
                .param(id)
                .param(type)
                .param(source)
                .param(subject)
                .param(occurredAt.atOffset(ZoneOffset.UTC))
                .param(payload)
                .param(traceParent);
        if (storedContext != null) {
            insert.param(storedContext);
        }
        insert.update();
        partitions.raised();
        log.info("Stored {} {} of {}", type, id, subject);
        if (activity.isWatched()) {
            activity.happened(
                    Activity.Kind.STORED,
                    new EventMetadata(id, type, source, subject, occurredAt, 0, traceParent, context, false),
                    null);
        }
        signal.afterCommit();
    }

    private byte[] payloadOf(DomainEvent event, String type, UUID id, String subject) {
        try {
            return json.write(event);
        } catch (JacksonException e) {
            throw new EventNotSerializableException(type, id, subject, event, e);
        }
    }

    @Override
    public List<EventEntry> get(long position, int limit, int bytes) {
        var entries = entriesOf(runs.after(position, limit), limit, bytes);
        long first = entries.isEmpty()
                ? reading.sql(FIRST_AFTER)
                        .param("position", position)
                        .query(Long.class)
                        .single()
                : entries.get(0).position();
        if (first > position + 1) {
            throw new EventsDroppedException(position, first);
        }
        return entries;
    }

    private List<EventEntry> entriesOf(List<Range> ranges, int limit, int bytes) {
        if (ranges.isEmpty()) {
            return List.of();
        }
        var firsts = ranges.stream().mapToLong(Range::firstInsertionId).toArray();
        var lasts = ranges.stream().mapToLong(Range::lastInsertionId).toArray();
        return reading.sql(SELECT)
                .param(
                        "positions",
                        ranges.stream().mapToLong(Range::firstPosition).toArray())
                .param("firsts", firsts)
                .param("lasts", lasts)
                .param("lowest", LongStream.of(firsts).min().orElseThrow())
                .param("highest", LongStream.of(lasts).max().orElseThrow())
                .param("limit", limit)
                .param("bytes", bytes)
                .query(new EventEntryMapper())
                .list();
    }

    private EventContext contextOf(DomainEvent event) {
        var context = EventContext.current();
        for (var interceptor : interceptors) {
            context = interceptor.raising(event, context);
        }
        return context;
    }

    private static String insert(String column, String parameter) {
        return """
                INSERT INTO orderly.event_entry
                    (id, type, source, subject, occurred_at, content_type, payload, trace_parent%s)
                VALUES (?, ?, ?, ?, ?, 'application/json', ?, ?%s)""".formatted(column, parameter);
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
