package dev.orderly.events.system;

import java.util.List;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A service that writes down, in its database, the numbers that it is told of; negative ones it refuses. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class CountingService {

    private final JdbcClient jdbc;

    CountingService(JdbcClient jdbc) {
        this.jdbc = jdbc;
        jdbc.sql(
                        "CREATE TABLE IF NOT EXISTS counted (id bigint GENERATED ALWAYS AS IDENTITY, counter text, number bigint)")
                .update();
    }

    @EventHandler
    void on(Counted event) {
        if (event.number() < 0) {
            throw new IllegalArgumentException("refused for this test");
        }
        jdbc.sql("INSERT INTO counted (counter, number) VALUES (?, ?)")
                .params(event.counter(), event.number())
                .update();
    }

    /** How many numbers it has written down. */
    public long handled() {
        return jdbc.sql("SELECT count(*) FROM counted").query(Long.class).single();
    }

    /** Those of one counter, as they came. */
    public List<Long> numbersOf(String counter) {
        return jdbc.sql("SELECT number FROM counted WHERE counter = ? ORDER BY id")
                .param(counter)
                .query(Long.class)
                .list();
    }

    /** A counter's next number. */
    @EventType("counter.counted.v1")
    public record Counted(String counter, long number) implements DomainEvent {

        @Override
        public String aggregateId() {
            return counter;
        }
    }
}
