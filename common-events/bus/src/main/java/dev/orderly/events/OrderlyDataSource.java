package dev.orderly.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks the {@code DataSource} bean that the bus uses, in an application that has several. Without it, the bus uses the
 * primary one. Mark the transaction manager of this {@code DataSource} with {@link OrderlyTransactionManager}.
 *
 * <pre>{@code
 * @Bean
 * @OrderlyDataSource
 * DataSource orders() {
 *     return DataSourceBuilder.create().url("jdbc:postgresql://localhost/orders").build();
 * }
 * }</pre>
 */
@Documented
@Qualifier
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface OrderlyDataSource {}
