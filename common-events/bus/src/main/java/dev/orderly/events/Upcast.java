package dev.orderly.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the static method of an event class that makes it of an earlier version of the same type: its only parameter is
 * that version's class, which has such a method of its own for a still earlier one.
 *
 * <p>A handler that asks for the newer version is then given the stored and the sent events of the earlier versions,
 * too, unless another handler asks for those. The method must depend on its parameter alone. When it throws, the event
 * is parked as unreadable.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Upcast {}
