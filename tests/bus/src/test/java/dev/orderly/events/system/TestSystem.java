package dev.orderly.events.system;

import java.time.Duration;

import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.springframework.test.context.DynamicPropertyRegistry;

/** Connects a test's application context to the shared broker and to a database of its own. */
public final class TestSystem {

    private TestSystem() {}

    /** With broker and database. */
    public static TestDatabase connect(DynamicPropertyRegistry registry, String name) {
        registry.add("spring.kafka.bootstrap-servers", TestServers::bootstrapServers);
        return connectDatabase(registry, name);
    }

    /** With a database only: what is sent stays in the store. */
    public static TestDatabase connectDatabase(DynamicPropertyRegistry registry, String name) {
        var database = TestServers.database(name);
        registry.add("spring.datasource.url", database::jdbcUrl);
        registry.add("spring.datasource.username", database::username);
        registry.add("spring.datasource.password", database::password);
        return database;
    }

    /** Long, so that a slow machine is not a failure. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(3));
    }
}
