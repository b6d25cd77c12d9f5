package dev.orderly.benchmarks.contender;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/** An outbox of one table, one row per event and no index but the primary key's, for those who read the write-ahead log. */
final class PlainOutbox {

    static final String TABLE = "outbox";
    static final String PUBLICATION = "outbox_publication";

    private static final int TRANSACTION = 1_000;

    /** The columns, in this order and with these names, of Debezium's outbox event router. */
    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS outbox (
                id            uuid PRIMARY KEY,
                aggregatetype text NOT NULL,
                aggregateid   text NOT NULL,
                type          text NOT NULL,
                payload       text NOT NULL
            )""";

    private static final String CREATE_PUBLICATION =
            "CREATE PUBLICATION %s FOR TABLE %s WITH (publish = 'insert')".formatted(PUBLICATION, TABLE);

    private static final String IS_PUBLISHED = "SELECT EXISTS (SELECT FROM pg_publication WHERE pubname = ?)";

    private static final String INSERT =
            "INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload) VALUES (?, 'order', ?, ?, ?)";

    private static final String INSERT_MANY = """
            INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
            SELECT gen_random_uuid(), 'order', %s, ?, %s
            FROM generate_series(?, ?) AS n""".formatted(BenchmarkEvents.SQL_AGGREGATE, BenchmarkEvents.SQL_PAYLOAD);

    private final JdbcClient jdbc;

    PlainOutbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
        jdbc.sql(CREATE).update();
        if (!jdbc.sql(IS_PUBLISHED).param(PUBLICATION).query(Boolean.class).single()) {
            jdbc.sql(CREATE_PUBLICATION).update();
        }
    }

    /** In the transaction of the calling thread. */
    void insert(long number) {
        jdbc.sql(INSERT)
                .params(
                        UUID.randomUUID(),
                        BenchmarkEvents.aggregate(number),
                        BenchmarkEvents.TYPE,
                        BenchmarkEvents.payload(number))
                .update();
    }

    /** In transactions of its own. */
    void insertMany(long first, long last) {
        for (long next = first; next <= last; next += TRANSACTION) {
            jdbc.sql(INSERT_MANY)
                    .params(BenchmarkEvents.TYPE, next, Math.min(last, next + TRANSACTION - 1))
                    .update();
        }
    }

    void deleteAll() {
        jdbc.sql("TRUNCATE outbox").update();
    }
}
