package dev.orderly.events.store;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long events stay in the store. They are dropped a million at a time, and only once the forwarder and every
 * registered reader has passed them.
 *
 * @param keep     how long an event is kept at least; when it is not set, events are kept for ever
 * @param interval how often it is looked whether something can be dropped
 */
@ConfigurationProperties("orderly.retention")
record RetentionProperties(
        @Nullable Duration keep, @DefaultValue("1m") Duration interval) {}
