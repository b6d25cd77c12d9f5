package dev.orderly.localstack;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Where the events of an order have been: in the feeds of the services that raised them, on their way, and in the inboxes
 * of those who handled them. Sees what is published from its making on. For one thread.
 */
final class EventTrail implements AutoCloseable {

    private static final List<Service> PUBLISHERS = List.of(Service.ORDER, Service.REFUND);

    private static final String HANDLED = """
            SELECT consumer, processed_at
            FROM orderly.processed_event
            WHERE event_id = ?
            """;

    private final LocalStack stack;
    private final ShopClient shop;
    private final EventPlaces places;
    private final Map<UUID, Event> events = new LinkedHashMap<>();
    private final Map<Service, Long> positions = new HashMap<>();

    EventTrail(LocalStack stack, ShopClient shop) {
        this.stack = stack;
        this.shop = shop;
        this.places = EventPlaces.of(stack);
    }

    /** An event as its publisher's feed has it. */
    record Event(Service publisher, UUID id, String type, String orderId, long position, Instant time) {}

    /** Who handled an event, and how long after it was raised. */
    record Handling(String consumer, Duration after) {}

    /**
     * What is known of an event by now.
     *
     * @param place where the transport has it; empty as long as it does not
     */
    record Step(Event event, String place, List<Handling> handlings) {

        boolean isHandledBy(Service service) {
            return handlings.stream().anyMatch(each -> each.consumer().equals(service.id()));
        }
    }

    /** The events of the order so far, those of each service in the order of their positions. */
    List<Step> of(String orderId) {
        readFeeds();
        places.refresh();
        return events.values().stream()
                .filter(event -> event.orderId().equals(orderId))
                .map(event -> new Step(event, places.of(event), handlings(event)))
                .toList();
    }

    /** What a step's place is made up of. */
    String placeHeading() {
        return places.heading();
    }

    @Override
    public void close() {
        places.close();
    }

    private void readFeeds() {
        for (var service : PUBLISHERS) {
            var page = shop.events(service, positions.getOrDefault(service, 0L));
            while (!page.isEmpty()) {
                for (var each : page) {
                    var event = new Event(
                            service,
                            UUID.fromString(each.path("id").asString()),
                            each.path("type").asString(),
                            each.path("subject").asString(),
                            Long.parseLong(each.path("sequence").asString()),
                            OffsetDateTime.parse(each.path("time").asString()).toInstant());
                    events.put(event.id(), event);
                    positions.put(service, event.position());
                }
                page = shop.events(service, positions.getOrDefault(service, 0L));
            }
        }
    }

    private List<Handling> handlings(Event event) {
        var handlings = new ArrayList<Handling>();
        for (var service : Service.values()) {
            try (var connection = DriverManager.getConnection(
                            stack.jdbcUrl(service), service.database(), service.database());
                    var statement = connection.prepareStatement(HANDLED)) {
                statement.setObject(1, event.id());
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        var at = rows.getObject("processed_at", OffsetDateTime.class)
                                .toInstant();
                        handlings.add(new Handling(rows.getString("consumer"), Duration.between(event.time(), at)));
                    }
                }
            } catch (SQLException e) {
                throw new LocalStackException("The inbox of %s cannot be read".formatted(service.id()), e);
            }
        }
        handlings.sort(Comparator.comparing(Handling::after));
        return handlings;
    }
}
