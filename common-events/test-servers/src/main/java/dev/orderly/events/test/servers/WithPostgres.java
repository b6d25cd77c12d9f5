package dev.orderly.events.test.servers;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives each application context of a test an empty database of its own, on a PostgreSQL that all tests of this JVM share.
 * It sets {@code spring.datasource.url}, {@code username} and {@code password}, and takes precedence over every other
 * source of properties.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface WithPostgres {}
