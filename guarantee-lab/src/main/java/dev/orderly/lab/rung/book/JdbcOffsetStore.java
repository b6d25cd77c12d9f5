package dev.orderly.lab.rung.book;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The offset survives a restart. It is saved after the event was sent: if the process dies in between, the event is sent again. */
class JdbcOffsetStore implements OffsetStore {

    private static final String SELECT = """
            SELECT next_offset FROM forwarder_offset""";

    private static final String UPDATE = """
            UPDATE forwarder_offset SET next_offset = ?""";

    private final JdbcClient jdbc;

    JdbcOffsetStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public long get() {
        return jdbc.sql(SELECT).query(Long.class).single();
    }

    @Override
    public void update(long nextOffset) {
        jdbc.sql(UPDATE).param(nextOffset).update();
    }
}
