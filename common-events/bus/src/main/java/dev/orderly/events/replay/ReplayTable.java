package dev.orderly.events.replay;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.orderly.events.EventReplay;
import dev.orderly.events.EventReplay.State;
import dev.orderly.events.ReplayRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The replays of this service, in its own database. Every method joins the running transaction, if there is one. */
final class ReplayTable {

    /** Who handles events holds it too, shared: see {@code begin_handling}. */
    private static final String LOCK = """
            SELECT set_config('lock_timeout', '30s', true), pg_advisory_xact_lock(hashtextextended('orderly replay ' || ?, 0))""";

    private static final String HAS_DEAD_LETTERS = """
            SELECT (SELECT event_id FROM orderly.dead_letter WHERE consumer = ? ORDER BY event_id LIMIT 1) IS NOT NULL""";

    private static final String INSERT = """
            INSERT INTO orderly.replay (consumer, topic, start_at, types, aggregates, unhandled, began_by)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            RETURNING id""";

    private static final String SELECT = """
            SELECT id, consumer, topic, start_at, types, aggregates, unhandled, state, position, head, replayed, trouble,
                   began_at, began_by, ended_at
            FROM orderly.replay
            %s""";

    private static final String LATEST = SELECT.formatted("ORDER BY id DESC LIMIT 100");
    private static final String BY_ID = SELECT.formatted("WHERE id = ?");
    private static final String RUNNING = SELECT.formatted("WHERE consumer = ? AND state = 'RUNNING'");

    private static final String BEGIN = """
            UPDATE orderly.replay SET position = ?, head = ? WHERE id = ? AND position IS NULL""";

    private static final String CLAIM = """
            SELECT position FROM orderly.replay WHERE id = ? AND state = 'RUNNING' FOR NO KEY UPDATE SKIP LOCKED""";

    private static final String ADVANCE = """
            UPDATE orderly.replay SET position = ?, replayed = replayed + ?, trouble = NULL WHERE id = ?""";

    /** If another instance has advanced it meanwhile, this changes nothing. */
    private static final String PASS = """
            UPDATE orderly.replay SET position = ?, trouble = NULL WHERE id = ? AND position = ?""";

    private static final String TROUBLE = "UPDATE orderly.replay SET trouble = ? WHERE id = ? AND state = 'RUNNING'";

    private static final String END = """
            UPDATE orderly.replay SET state = ?, trouble = ?, ended_at = clock_timestamp()
            WHERE id = ? AND state = 'RUNNING'""";

    private static final String PROCESSED = """
            SELECT event_id FROM orderly.processed_event WHERE consumer = ? AND event_id = ANY(?::uuid[])""";

    private static final String DISCARDED = """
            SELECT event_id FROM orderly.discarded_event WHERE consumer = ? AND event_id = ANY(?::uuid[])""";

    private final JdbcClient jdbc;

    ReplayTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Waits until no instance handles an event of the consumer's transport, and lets none begin before the transaction ends.
     *
     * @throws org.springframework.dao.PessimisticLockingFailureException if that takes longer than 30 s
     */
    void lock(String consumer) {
        jdbc.sql(LOCK).param(consumer).query(row -> {});
    }

    boolean hasDeadLetters(String consumer) {
        return jdbc.sql(HAS_DEAD_LETTERS).param(consumer).query(Boolean.class).single();
    }

    long add(ReplayRequest request, String topic, String by) {
        return jdbc.sql(INSERT)
                .param(request.consumer())
                .param(topic)
                .param(request.from())
                .param(request.types().toArray(String[]::new))
                .param(request.aggregates().toArray(String[]::new))
                .param(request.unhandled())
                .param(by)
                .query(Long.class)
                .single();
    }

    List<EventReplay> latest() {
        return jdbc.sql(LATEST).query(ReplayTable::replay).list();
    }

    Optional<EventReplay> find(long id) {
        return jdbc.sql(BY_ID).param(id).query(ReplayTable::replay).optional();
    }

    Optional<EventReplay> running(String consumer) {
        return jdbc.sql(RUNNING).param(consumer).query(ReplayTable::replay).optional();
    }

    /** Saves where it begins, unless another instance has. */
    void begin(long id, long position, long head) {
        jdbc.sql(BEGIN).params(position, head, id).update();
    }

    /** The position of a running replay, which is locked until the transaction ends; empty if another instance has it, or if it has ended. */
    Optional<Long> claim(long id) {
        return jdbc.sql(CLAIM).param(id).query(Long.class).optional();
    }

    /** Saves the progress of a claimed replay. */
    void advance(long id, long position, long replayed) {
        jdbc.sql(ADVANCE).params(position, replayed, id).update();
    }

    /** Passes events of which none is replayed. */
    void pass(long id, long from, long to) {
        jdbc.sql(PASS).params(to, id, from).update();
    }

    void trouble(long id, String trouble) {
        jdbc.sql(TROUBLE).params(trouble, id).update();
    }

    /** @return false if it has ended before */
    boolean end(long id, State state, @Nullable String trouble) {
        return jdbc.sql(END).param(state.name()).param(trouble).param(id).update() > 0;
    }

    /** Those of these events that the consumer has processed, as far as it remembers. */
    Set<UUID> processed(String consumer, Collection<UUID> events) {
        return among(PROCESSED, consumer, events);
    }

    /** Those of these events that were given up. */
    Set<UUID> discarded(String consumer, Collection<UUID> events) {
        return among(DISCARDED, consumer, events);
    }

    private Set<UUID> among(String sql, String consumer, Collection<UUID> events) {
        return jdbc.sql(sql)
                .param(consumer)
                .param(events.stream().map(UUID::toString).toArray(String[]::new))
                .query(UUID.class)
                .set();
    }

    private static EventReplay replay(ResultSet row, int number) throws SQLException {
        var request = new ReplayRequest(
                row.getString("consumer"),
                row.getString("topic"),
                row.getString("start_at"),
                Set.of((String[]) row.getArray("types").getArray()),
                Set.of((String[]) row.getArray("aggregates").getArray()),
                row.getBoolean("unhandled"));
        var endedAt = row.getObject("ended_at", OffsetDateTime.class);
        return new EventReplay(
                row.getLong("id"),
                request,
                State.valueOf(row.getString("state")),
                row.getObject("position", Long.class),
                row.getObject("head", Long.class),
                row.getLong("replayed"),
                row.getString("trouble"),
                row.getObject("began_at", OffsetDateTime.class).toInstant(),
                row.getString("began_by"),
                endedAt == null ? null : endedAt.toInstant());
    }
}
