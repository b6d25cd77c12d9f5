package dev.orderly.shop.notification.mail;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param from whom the e-mails come from */
@ConfigurationProperties("notification.mail")
record MailProperties(
        @DefaultValue("Orderly <shop@orderly.example>") String from) {}
