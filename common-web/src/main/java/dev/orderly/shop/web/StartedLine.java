package dev.orderly.shop.web;

import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Logs one line when the service accepts requests, with its port. */
final class StartedLine implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger(StartedLine.class);

    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        var environment = ready.getApplicationContext().getEnvironment();
        var seconds = ready.getTimeTaken() == null ? 0 : ready.getTimeTaken().toMillis() / 1000.0;
        log.info(
                "{} is ready on port {} after {} s",
                environment.getProperty("spring.application.name", "The service"),
                environment.getProperty("local.server.port", "?"),
                String.format(Locale.ROOT, "%.1f", seconds));
    }
}
