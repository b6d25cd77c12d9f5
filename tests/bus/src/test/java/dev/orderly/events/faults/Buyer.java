package dev.orderly.events.faults;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** A service that raises sales and handles its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Buyer {

    private final List<Handled> handled = new CopyOnWriteArrayList<>();

    @EventHandler
    void on(Sold sold, EventMetadata metadata) {
        handled.add(new Handled(sold, metadata));
    }

    /** What it has handled so far, in that order. */
    List<Handled> handled() {
        return handled;
    }

    record Handled(Sold sold, EventMetadata metadata) {}
}
