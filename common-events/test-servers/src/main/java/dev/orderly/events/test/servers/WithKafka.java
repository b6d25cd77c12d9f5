package dev.orderly.events.test.servers;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Connects the application context of a test to a Kafka broker that all tests of this JVM share. It sets {@code
 * spring.kafka.bootstrap-servers}, and takes precedence over every other source of properties. The broker creates no topic
 * automatically; the bus creates its own. Test classes with different contexts need different topics.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface WithKafka {}
