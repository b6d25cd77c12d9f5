package dev.orderly.events;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What an event carries besides its own attributes: its correlation, its causation, its tenant, and headers of the
 * application. Each is an extension attribute of CloudEvents, stored with the event and sent by every transport.
 *
 * <p>An event that a handler raises inherits the context of the event that is handled: see {@link #causedBy}. Where a
 * request enters the system, the application opens a scope:
 *
 * <pre>{@code
 * try (var scope = EventContext.EMPTY.withTenant("acme").withCorrelationId(requestId).open()) {
 *     cancelOrder.cancel(orderId);
 * }
 * }</pre>
 *
 * @param attributes by their names: lower-case letters and digits, 20 at most
 */
public record EventContext(Map<String, String> attributes) {

    /** Carries nothing; it is neither stored nor sent. */
    public static final EventContext EMPTY = new EventContext(Map.of());

    private static final String CORRELATION = "correlationid";
    private static final String CAUSATION = "causationid";
    private static final String TENANT = "tenant";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,20}");
    private static final int LONGEST_VALUE = 1_000;

    /** What CloudEvents and the bus itself use. */
    private static final Pattern RESERVED =
            Pattern.compile("specversion|id|source|type|subject|time|data.*|partitionkey|sequence|trace(parent|state)");

    private static final ThreadLocal<@Nullable Supplier<EventContext>> current = new ThreadLocal<>();

    /** @throws IllegalArgumentException if a name or a value cannot be an attribute of an event */
    public EventContext {
        attributes.forEach(EventContext::verify);
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    private static void verify(String name, String value) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "%s is no name for an attribute of an event: use 1 to 20 lower-case letters and digits, and none of the attributes of CloudEvents"
                            .formatted(name));
        }
        if (!isValue(value)) {
            throw new IllegalArgumentException(
                    "The attribute %s must have 1 to %d characters, none of them a control character"
                            .formatted(name, LONGEST_VALUE));
        }
    }

    /** Whether an attribute of this name and with this value can be part of a context. */
    public static boolean isAttribute(String name, String value) {
        return isName(name) && isValue(value);
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && !RESERVED.matcher(name).matches();
    }

    private static boolean isValue(String value) {
        return !value.isBlank()
                && value.length() <= LONGEST_VALUE
                && value.chars().noneMatch(Character::isISOControl);
    }

    /** The context of the calling thread: that of the innermost open scope, or that which a handled event passes on. */
    public static EventContext current() {
        var open = current.get();
        return open == null ? EMPTY : open.get();
    }

    /**
     * The context of the events that are raised while this event is handled: its own, with its id as their causation. Their
     * correlation is that of this event, or its id if it has none.
     */
    public static EventContext causedBy(EventMetadata event) {
        var id = event.id().toString();
        var inherited = event.context();
        return inherited.withCorrelationId(inherited.correlationId().orElse(id)).with(CAUSATION, id);
    }

    /** What belongs together, through all services. */
    public Optional<String> correlationId() {
        return get(CORRELATION);
    }

    /** The id of the event whose handler raised this one. */
    public Optional<String> causationId() {
        return get(CAUSATION);
    }

    public Optional<String> tenant() {
        return get(TENANT);
    }

    /** A header of the application. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    public EventContext withCorrelationId(String correlationId) {
        return with(CORRELATION, correlationId);
    }

    public EventContext withTenant(String tenant) {
        return with(TENANT, tenant);
    }

    /**
     * The same with this header.
     *
     * @throws IllegalArgumentException if the name or the value cannot be an attribute of an event
     */
    public EventContext with(String name, String value) {
        Map<String, String> more = new TreeMap<>(attributes);
        more.put(name, value);
        return new EventContext(more);
    }

    public boolean isEmpty() {
        return attributes.isEmpty();
    }

    /** Makes this the context of the calling thread until the scope is closed, in the same thread. */
    public Scope open() {
        return open(isEmpty() ? null : () -> this);
    }

    /**
     * Opens the context that is {@linkplain #causedBy caused by} this event, as the bus does for each handler. The context is
     * created only if something asks for it, so a handler that raises nothing does not pay for it.
     */
    public static Scope openCausedBy(EventMetadata event) {
        return open(() -> causedBy(event));
    }

    private static Scope open(@Nullable Supplier<EventContext> opened) {
        var outer = current.get();
        set(opened);
        return () -> set(outer);
    }

    private static void set(@Nullable Supplier<EventContext> opened) {
        if (opened == null) {
            current.remove();
        } else {
            current.set(opened);
        }
    }

    /** Ends with {@link #close()}. */
    public interface Scope extends AutoCloseable {

        /** Restores the context that the thread had before. */
        @Override
        void close();
    }
}
