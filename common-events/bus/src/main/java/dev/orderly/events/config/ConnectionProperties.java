package dev.orderly.events.config;

import java.time.Duration;

import dev.orderly.events.start.BusSetupException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The database connections of the bus's own threads. They are in a pool beside the application's one, with the same
 * database, credentials and driver.
 *
 * @param max     the maximum number of these connections in one instance of the service; 3 or more. One of them holds the
 *                forwarder's lock
 * @param timeout if the database does not answer for this long, the connection counts as broken. It must be longer than
 *                the longest statement of the bus; a socketTimeout in the JDBC URL overrides it
 */
@ConfigurationProperties("orderly.connections")
record ConnectionProperties(
        @DefaultValue("5") int max, @DefaultValue("30s") Duration timeout) {

    private static final int FEWEST = 3;

    ConnectionProperties {
        if (max < FEWEST) {
            throw new BusSetupException(
                    "orderly.connections.max is %d".formatted(max),
                    "set it to %d or more: the forwarder uses that many".formatted(FEWEST));
        }
        if (timeout.toSeconds() < 1) {
            throw new BusSetupException(
                    "orderly.connections.timeout is %s".formatted(timeout), "set it to 1s or more, such as 30s");
        }
    }
}
