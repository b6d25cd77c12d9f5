package dev.orderly.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name under which an event is stored and sent, for example {@code order.canceled.v1}. It ends in the version, never
 * changes, and does not depend on the name of the class.
 *
 * <pre>{@code
 * @EventType("order.canceled.v1")
 * public record OrderCanceled(UUID orderId, String reason) implements DomainEvent { ... }
 * }</pre>
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EventType {

    /** Lower-case words separated by dots; the last one is the version: {@code order.canceled.v1}. */
    String value();
}
