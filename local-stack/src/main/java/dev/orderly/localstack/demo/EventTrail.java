package dev.orderly.localstack.demo;

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

import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.shop.ShopClient;
import dev.orderly.localstack.stack.LocalStack;

/**
 * Follows the events of an order: from the publisher's feed through the transport into the inboxes of the consumers. Sees
 * events that are published after it was created. Not thread-safe.
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
    private final EventLocator locator;
    private final Map<UUID, Event> events = new LinkedHashMap<>();
    private final Map<Service, Long> positions = new HashMap<>();

    EventTrail(LocalStack stack, ShopClient shop) {
        this.stack = stack;
        this.shop = shop;
        this.locator = EventLocator.of(stack);
    }

    /** An event from its publisher's feed. */
    record Event(Service publisher, UUID id, String type, String orderId, long position, Instant time) {}

    /** The consumer that handled an event, and the time from raising to handling it. */
    record Handling(String consumer, Duration after) {}

    /**
     * One event and its deliveries so far.
     *
     * @param location of the event in the transport; empty if the transport does not have it yet
     */
    record Step(Event event, String location, List<Handling> handlings) {

        boolean isHandledBy(Service service) {
            return handlings.stream().anyMatch(each -> each.consumer().equals(service.id()));
        }
    }

    /** The events of the order so far, those of one publisher in the order of their positions. */
    List<Step> of(String orderId) {
        readFeeds();
        locator.refresh();
        return events.values().stream()
                .filter(event -> event.orderId().equals(orderId))
                .map(event -> new Step(event, locator.locate(event), handlings(event)))
                .toList();
    }

    /** The format of {@link Step#location()}, as a table heading. */
    String locationHeading() {
        return locator.heading();
    }

    @Override
    public void close() {
        locator.close();
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
                            stack.jdbcUrl(service), service.database(), stack.databasePassword(service));
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
                throw new LocalStackException("Cannot read the inbox of %s".formatted(service.id()), e);
            }
        }
        handlings.sort(Comparator.comparing(Handling::after));
        return handlings;
    }
}
