package dev.orderly.shop.notification.application;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How notifications are sent.
 *
 * @param parallel     how many e-mails may be sent at the same time
 * @param lease        how long no other thread or process takes a notification that is being sent. Longer than sending
 *     may take; if a process dies, its notifications are retried after this time
 * @param firstRetry   the backoff after the first failure; it doubles with each further failure
 * @param lastRetry    the longest backoff during an outage of the mail server
 * @param refusedRetry the longest backoff for an e-mail that the mail server rejects
 */
@ConfigurationProperties("notification.delivery")
public record DeliveryProperties(
        @DefaultValue("4") int parallel,
        @DefaultValue("20s") Duration lease,
        @DefaultValue("1s") Duration firstRetry,
        @DefaultValue("15s") Duration lastRetry,
        @DefaultValue("1h") Duration refusedRetry) {}
