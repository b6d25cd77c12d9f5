package dev.orderly.events.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The roles that may call a controller method of the bus. Nobody may call a method that does not say so. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface AllowedTo {

    Role[] value();

    /** The path variable that must be the reader's own name; an operator may use any. Empty if there is none. */
    String readersOwn() default "";
}
