package dev.orderly.shop.notification.application;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How notifications are sent.
 *
 * @param parallel   how many e-mails may be under way at once
 * @param lease      how long a notification is out of the others' reach while it is sent: longer than that takes, and
 *     how long a notification waits when the process sending it was killed
 * @param firstRetry how long to wait after the first failure; doubled from failure to failure
 * @param lastRetry  what it is never longer than while the mail server is in trouble
 * @param refusedRetry what it is never longer than when the mail server refuses this very e-mail
 */
@ConfigurationProperties("notification.delivery")
public record DeliveryProperties(
        @DefaultValue("4") int parallel,
        @DefaultValue("20s") Duration lease,
        @DefaultValue("1s") Duration firstRetry,
        @DefaultValue("15s") Duration lastRetry,
        @DefaultValue("1h") Duration refusedRetry) {}
