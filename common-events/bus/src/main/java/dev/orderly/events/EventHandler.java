package dev.orderly.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean's method as the handler of an event type: its first parameter is the event, an optional second one its
 * {@link EventMetadata}.
 *
 * <p>The method runs in a database transaction of the bus, together with the record that this event was processed:
 * both commit or neither does, so each event has its effect once however often it is delivered. Events of one
 * aggregate arrive one after the other, in the order of their commit. Whatever the method throws rolls its own work
 * back and is retried later; see the {@code orderly.inbox} properties. A call to the outside world does not belong
 * here, since a rollback cannot take it back: record the intent, and act on it after the commit.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface EventHandler {}
