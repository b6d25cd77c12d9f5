package dev.orderly.events.test.servers;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application context of a test a real PostgreSQL and a real Kafka broker:
 *
 * <pre>{@code
 * @SpringBootTest
 * @WithServers
 * class ParcelServiceTests { ... }
 * }</pre>
 *
 * <p>The same as {@link WithPostgres} and {@link WithKafka}. The servers run in containers if Docker is available, or else
 * as processes of this machine: {@link Servers} says how to choose. They end with this JVM, which also deletes their data.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithPostgres
@WithKafka
public @interface WithServers {}
