package dev.orderly.localstack;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.orderly.localstack.EventTrail.Event;

/** The queues that the events went to: what is taken out of a queue is gone, so this is what their forwarders have logged. */
final class QueuePlaces implements EventPlaces {

    private static final Pattern FORWARDED = Pattern.compile("Forwarded \\S+ ([0-9a-f-]{36}) of .* to (\\S+)$");

    private final LocalStack stack;
    private final Map<UUID, String> places = new HashMap<>();

    QueuePlaces(LocalStack stack) {
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
                    places.put(UUID.fromString(forwarded.group(1)), forwarded.group(2));
                }
            }
        }
    }

    @Override
    public String of(Event event) {
        return places.getOrDefault(event.id(), "");
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }
}
