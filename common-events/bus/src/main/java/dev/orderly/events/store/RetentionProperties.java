package dev.orderly.events.store;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long events stay in the store. The retention drops a million events at a time, after the forwarder and every
 * registered reader have passed them. A service that takes long to raise a million events deletes old ones row by row.
 *
 * @param keep        the minimum time that an event is kept; events are kept forever if it is not set. Discarded events are
 *                    kept as long
 * @param deleteAfter if its million could not be dropped yet, an event is deleted by itself when it is older by this time
 *                    than it has to be
 * @param interval    the time between two runs of the retention
 */
@ConfigurationProperties("orderly.retention")
record RetentionProperties(
        @Nullable Duration keep,
        @DefaultValue("1d") Duration deleteAfter,
        @DefaultValue("1m") Duration interval) {}
