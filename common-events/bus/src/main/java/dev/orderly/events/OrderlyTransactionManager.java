package dev.orderly.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks the {@code PlatformTransactionManager} bean in whose transactions the bus calls event handlers, in an application
 * that has several. Without it, the bus uses the primary one. It must manage the {@code DataSource} of the bus: see
 * {@link OrderlyDataSource}.
 *
 * <pre>{@code
 * @Bean
 * @OrderlyTransactionManager
 * PlatformTransactionManager orderTransactions(@OrderlyDataSource DataSource orders) {
 *     return new JdbcTransactionManager(orders);
 * }
 * }</pre>
 */
@Documented
@Qualifier
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface OrderlyTransactionManager {}
