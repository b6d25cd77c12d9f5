package dev.orderly.events.feed;

import java.util.List;

import dev.orderly.events.system.TestSystem;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a service with several consumers tells the publisher of a feed. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = "orderly.source=/feed-positions")
class FeedPositionsIT {

    private static final List<String> CONSUMERS = List.of("depot", "depot.billing");

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "feed_positions");
    }

    @Test
    void aServiceHasPassedWhatItsSlowestConsumerHasPassed() {
        var depot = new FeedPositions(jdbc, "depot", CONSUMERS);
        var billing = new FeedPositions(jdbc, "depot.billing", CONSUMERS);

        depot.save("parcels", 10);
        assertThat(depot.reachedByAll("parcels")).isZero();

        billing.save("parcels", 7);
        billing.save("letters", 3);
        assertThat(depot.reachedByAll("parcels")).isEqualTo(7);
        assertThat(billing.reachedByAll("parcels")).isEqualTo(7);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
