package dev.orderly.console;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/** The console. */
@SpringBootApplication
@EnableConfigurationProperties(ConsoleProperties.class)
class ConsoleApplication {

    private static final Logger log = LoggerFactory.getLogger(ConsoleApplication.class);

    public static void main(String[] arguments) {
        SpringApplication.run(ConsoleApplication.class, arguments);
    }

    @EventListener
    void started(WebServerInitializedEvent event) {
        log.info("The console is at http://localhost:{}", event.getWebServer().getPort());
    }
}
