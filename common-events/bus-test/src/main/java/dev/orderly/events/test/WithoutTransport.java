package dev.orderly.events.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * A test of the service without a broker: what the service raises is stored and stays there, and {@link Deliveries}, a bean
 * of the test, delivers what other services would send.
 *
 * <pre>{@code
 * @SpringBootTest
 * @WithoutTransport
 * class BillingTests {
 *
 *     @Test
 *     void aParcelIsInvoicedOnce(@Autowired Deliveries deliveries) {
 *         deliveries.twice(new ParcelSent(...));
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>It sets {@code spring.autoconfigure.exclude}; a test that excludes more sets that property itself, and imports {@link
 * Deliveries}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(Deliveries.class)
@TestPropertySource(
        properties = "spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration,"
                + "dev.orderly.events.rabbit.RabbitTransportAutoConfiguration,"
                + "dev.orderly.events.feed.FeedTransportAutoConfiguration")
public @interface WithoutTransport {}
