package dev.orderly.localstack.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.orderly.localstack.demo.EventTrail.Event;
import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.stack.LocalStack;

/** Locates events by what the forwarders logged: a consumed message is no longer in its queue. */
final class QueueEventLocator implements EventLocator {

    private static final Pattern FORWARDED = Pattern.compile("Forwarded \\S+ ([0-9a-f-]{36}) of .* to (\\S+)$");

    private final LocalStack stack;
    private final Map<UUID, String> locations = new HashMap<>();

    QueueEventLocator(LocalStack stack) {
        this.stack = stack;
    }

    @Override
    public String heading() {
        return "exchange-routing key";
    }

    @Override
    public void refresh() {
        for (var service : Service.values()) {
            for (var line : stack.log(service)) {
                var forwarded = FORWARDED.matcher(line);
                if (forwarded.find()) {
                    locations.put(UUID.fromString(forwarded.group(1)), forwarded.group(2));
                }
            }
        }
    }

    @Override
    public String locate(Event event) {
        return locations.getOrDefault(event.id(), "");
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
