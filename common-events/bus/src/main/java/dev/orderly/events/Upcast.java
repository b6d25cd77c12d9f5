package dev.orderly.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method of an event class that converts an event of an earlier version to this version. Its only parameter
 * is the class of the earlier version, which may have such a method itself.
 *
 * <pre>{@code
 * @EventType("parcel.sent.v2")
 * public record ParcelSent(UUID parcelId, String address, int grams) implements DomainEvent {
 *
 *     @Upcast
 *     static ParcelSent from(ParcelSentV1 earlier) {
 *         return new ParcelSent(earlier.parcelId(), earlier.address(), 0);
 *     }
 * }
 * }</pre>
 *
 * <p>A handler of this version then receives the events of the earlier versions too, unless another handler takes those.
 * The result must depend on the parameter only. If the method throws, the event is parked as unreadable.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Upcast {}
