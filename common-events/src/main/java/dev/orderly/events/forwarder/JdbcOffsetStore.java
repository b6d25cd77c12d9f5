package dev.orderly.events.forwarder;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Offsets in the database of the events themselves. */
record JdbcOffsetStore(JdbcClient jdbc) implements OffsetStore {

    private static final String SELECT = "SELECT position FROM orderly.reader_offset WHERE reader = ?";

    private static final String UPSERT = """
            INSERT INTO orderly.reader_offset AS saved (reader, position) VALUES (?, ?)
            ON CONFLICT (reader) DO UPDATE SET position = greatest(saved.position, excluded.position)""";

    @Override
    public long get(String forwarder) {
        return jdbc.sql(SELECT).param(forwarder).query(Long.class).optional().orElse(0L);
    }

    @Override
    public void update(String forwarder, long position) {
        jdbc.sql(UPSERT).params(forwarder, position).update();
    }
}
