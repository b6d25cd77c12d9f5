package dev.orderly.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name under which an event is stored and sent, for example {@code order.canceled.v1}: stable, with its version at
 * the end, and independent of the class, which may be renamed at any time.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EventType {

    /** Lower-case words parted by dots, the last one the version: {@code order.canceled.v1}. */
    String value();
}
