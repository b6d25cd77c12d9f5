package dev.orderly.shop.notification.mail;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param from the sender of the e-mails */
@ConfigurationProperties("notification.mail")
record MailProperties(
        @DefaultValue("Orderly <shop@orderly.example>") String from) {}
