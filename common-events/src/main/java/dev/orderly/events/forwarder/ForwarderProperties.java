package dev.orderly.events.forwarder;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How stored events are forwarded.
 *
 * @param batchSize    how many events are sent in one transaction at the most
 * @param pollInterval how often the store is looked at when nothing in this process has committed an event
 * @param retryMax     the longest pause between two attempts while the transport or the database is away
 */
@ConfigurationProperties("orderly.forwarder")
public record ForwarderProperties(
        @DefaultValue("1000") int batchSize,
        @DefaultValue("100ms") Duration pollInterval,
        @DefaultValue("5s") Duration retryMax) {}
