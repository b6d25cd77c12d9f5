package dev.orderly.events.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.orderly.events.system.TestSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An event is found without an index of its own. More events: {@code -Dorderly.trail.events=10000000}; they are written by
 * SQL, one in ten milliseconds, with a position for each, in runs of seven. {@code -Dorderly.write-trails=true} writes what
 * each search costs, with its plan, to docs/evidence.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/long-store",
            "spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration"
        })
class EventTrailsIT {

    private static final Logger log = LoggerFactory.getLogger(EventTrailsIT.class);

    private static final int EVENTS = Integer.getInteger("orderly.trail.events", 200_000);

    /** Of 8 kB. A scan of the whole store would read some thousand even at its smallest. */
    private static final int MOST_BLOCKS = 1_000;

    private static final OffsetDateTime FIRST = OffsetDateTime.parse("2026-01-01T00:00:00Z");

    private static final String FILL = """
            INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload, trace_parent)
            SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0')
                       || '7' || substr(md5(i::text), 1, 3) || '8' || substr(md5((i + 1)::text), 1, 15))::uuid,
                   'page.turned.v1', '/long-store', 'book-' || i % 1000, at, 'application/json', '\\x7b7d',
                   '00-' || md5(i::text) || '-' || substr(md5(i::text), 1, 16) || '-01'
            FROM (SELECT i, CAST(? AS timestamptz) + i * interval '10 milliseconds' AS at
                  FROM generate_series(1, ?) AS i) AS made""";

    private static final String NUMBER = """
            INSERT INTO orderly.event_run (first_position, last_position, lowest_insertion_id)
            SELECT first, least(first + 6, ?), first
            FROM generate_series(1, ?, 7) AS first""";

    private static final String EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, SUMMARY OFF) ";

    private static final String HEAD = """
            # What it costs to find an event

            Among %,d stored events, without an index that a raised event would pay for. Written by

                ./mvnw verify -pl tests/bus -am -Dit.test=EventTrailsIT -Dorderly.trail.events=10000000 -Dorderly.write-trails=true \\
                  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

            The milliseconds are of one run on a busy machine with two cores. What a search reads does not depend on the machine: `Buffers`, in
            blocks of 8 kB. A search of an aggregate or a trace also looks for the position of each event that it finds. Partitions that a
            search did not reach are left out of the plans.

            | search | median, ms | longest of ten, ms |
            |---|--:|--:|
            """;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EventTrails trails;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "trails");
    }

    @BeforeEach
    void fill() {
        if (jdbc.sql("SELECT EXISTS (SELECT FROM orderly.event_entry)")
                .query(Boolean.class)
                .single()) {
            return;
        }
        for (long value = 0; value <= EVENTS + RangePartitions.SIZE; value += RangePartitions.SIZE) {
            new RangePartitions(jdbc, "event_entry").addFor(value);
            new RangePartitions(jdbc, "event_run").addFor(value);
        }
        jdbc.sql(FILL).params(FIRST, EVENTS).update();
        jdbc.sql(NUMBER).params(EVENTS, EVENTS).update();
        jdbc.sql("VACUUM ANALYZE orderly.event_entry").update();
        jdbc.sql("VACUUM ANALYZE orderly.event_run").update();
    }

    @Test
    void anEventIsFoundByItsIdWithItsPosition() {
        for (int insertionId : new int[] {1, 2, EVENTS / 3, EVENTS - 1, EVENTS}) {
            var found = trails.find(idAt(insertionId)).orElseThrow();

            assertThat(found.position()).isEqualTo(insertionId);
            assertThat(found.subject()).isEqualTo("book-" + insertionId % 1000);
        }
        assertThat(trails.find(UUID.randomUUID())).isEmpty();
        assertThat(trails.find(UUID.fromString("01a00000-0000-7000-8000-000000000000")))
                .isEmpty();
    }

    /** As if the instance that raised it had a clock of its own. */
    @Test
    void anEventIsFoundAlthoughTheClocksOfTheInstancesDiffer() {
        var late = EVENTS / 2;
        var id = idAt(late);
        var at = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16).plusSeconds(30);
        jdbc.sql("UPDATE orderly.event_entry SET id = ? WHERE insertion_id = ?")
                .params(new UUID(at.toEpochMilli() << 16 | 0x7abc, id.getLeastSignificantBits()), late)
                .update();

        assertThat(trails.find(idAt(late)).orElseThrow().position()).isEqualTo(late);
    }

    @Test
    void theLatestEventsOfAnAggregateAndOfATraceAreFound() {
        assertThat(trails.ofSubject("book-7", 3))
                .extracting(StoredEvent::position)
                .containsExactly(latestOf(7), latestOf(7) - 1000, latestOf(7) - 2000);

        var traceId = jdbc.sql("SELECT md5('%d')".formatted(EVENTS - 5))
                .query(String.class)
                .single();
        assertThat(trails.ofTrace(traceId, 10))
                .extracting(StoredEvent::position)
                .containsExactly(EVENTS - 5L);
        assertThat(trails.ofSubject("no-such-book", 3)).isEmpty();
    }

    @Test
    void whateverIsStoredASearchReadsAFewBlocks() {
        var middle = FIRST.plusNanos(EVENTS / 2 * 10_000_000L);
        var search = blocks(jdbc.sql("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + EventTrails.SEARCH)
                .param("time", middle.withOffsetSameInstant(ZoneOffset.UTC)));
        var scan = blocks(jdbc.sql("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + EventTrails.BY_ID)
                .param("from", EVENTS / 2 - 100L)
                .param("to", EVENTS / 2 + 100L)
                .param("id", idAt(EVENTS / 2)));
        var position = blocks(jdbc.sql("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + EventTrails.POSITION)
                .param("insertion", EVENTS / 2L)
                .param("longest", 5_000L));

        log.info(
                "Among {} events: {} blocks for each of two binary searches, {} for the events of 2 s, {} for the position",
                EVENTS,
                search,
                scan,
                position);
        assertThat(search).isLessThan(MOST_BLOCKS);
        assertThat(scan).isLessThan(MOST_BLOCKS);
        assertThat(position).isLessThan(MOST_BLOCKS);
    }

    @Test
    @EnabledIfSystemProperty(named = "orderly.write-trails", matches = "true")
    void theCostOfEachSearchIsWrittenDown() throws IOException {
        var id = idAt(EVENTS / 2);
        var trace = jdbc.sql("SELECT md5('%d')".formatted(EVENTS - 5))
                .query(String.class)
                .single();
        var page = new StringBuilder(HEAD.formatted(EVENTS));
        page.append(row("by event id", () -> trails.find(id)));
        page.append(row(
                "by event id, unknown", () -> trails.find(UUID.fromString("01a00000-0000-7000-8000-000000000000"))));
        page.append(row("of an aggregate, the latest 20", () -> trails.ofSubject("book-7", 20)));
        page.append(row(
                "of an aggregate that has none among the latest 100,000", () -> trails.ofSubject("no-such-book", 20)));
        page.append(row("of a trace", () -> trails.ofTrace(trace, 20)));
        var middle = FIRST.plusNanos(EVENTS / 2 * 10_000_000L);
        page.append(plan(
                "The place of a time, in the event id's search: twice for each id",
                jdbc.sql(EXPLAIN + EventTrails.SEARCH).param("time", middle)));
        page.append(plan(
                "The events of two seconds, in the event id's search",
                jdbc.sql(EXPLAIN + EventTrails.BY_ID)
                        .param("from", EVENTS / 2 - 100L)
                        .param("to", EVENTS / 2 + 100L)
                        .param("id", id)));
        page.append(plan(
                "The position of an event",
                jdbc.sql(EXPLAIN + EventTrails.POSITION)
                        .param("insertion", EVENTS / 2L)
                        .param("longest", 5_000L)));
        page.append(plan(
                "An aggregate",
                jdbc.sql(EXPLAIN + EventTrails.OF_SUBJECT)
                        .param("latest", EventTrails.LATEST)
                        .param("value", "book-7")
                        .param("limit", 20)));
        page.append(plan(
                "A trace",
                jdbc.sql(EXPLAIN + EventTrails.OF_TRACE)
                        .param("latest", EventTrails.LATEST)
                        .param("value", trace)
                        .param("limit", 20)));
        Files.writeString(Path.of("../../docs/evidence/finding-an-event.md"), page.append("\n"));
    }

    /** The median of eleven, the first of which is not counted. */
    private static String row(String search, Runnable task) {
        var millis = IntStream.range(0, 11)
                .mapToDouble(number -> {
                    var begin = System.nanoTime();
                    task.run();
                    return (System.nanoTime() - begin) / 1e6;
                })
                .skip(1)
                .sorted()
                .toArray();
        return "| %s | %.1f | %.1f |%n".formatted(search, millis[millis.length / 2], millis[millis.length - 1]);
    }

    private static String plan(String search, JdbcClient.StatementSpec explained) {
        var lines = executed(explained.query(String.class).list());
        return "%n## %s%n%n%s%n"
                .formatted(search, lines.stream().map(line -> "    " + line).collect(Collectors.joining("\n")));
    }

    private static List<String> executed(List<String> plan) {
        var executed = new ArrayList<String>();
        var skipped = Integer.MAX_VALUE;
        for (var line : plan) {
            var indent = line.length() - line.stripLeading().length();
            if (indent > skipped) {
                continue;
            }
            skipped = line.contains("(never executed)") ? indent : Integer.MAX_VALUE;
            if (skipped == Integer.MAX_VALUE) {
                executed.add(line);
            }
        }
        return executed;
    }

    private static long latestOf(int book) {
        long latest = EVENTS - EVENTS % 1000 + book;
        return latest > EVENTS ? latest - 1000 : latest;
    }

    private UUID idAt(long insertionId) {
        return jdbc.sql("SELECT id FROM orderly.event_entry WHERE insertion_id = ?")
                .param(insertionId)
                .query(UUID.class)
                .single();
    }

    /** Those that the statement has found in the cache or has read. */
    private static long blocks(JdbcClient.StatementSpec explained) {
        var plan = JsonMapper.builder()
                .build()
                .readTree(explained.query(String.class).single())
                .get(0)
                .get("Plan");
        return plan.get("Shared Hit Blocks").asLong()
                + plan.get("Shared Read Blocks").asLong();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
