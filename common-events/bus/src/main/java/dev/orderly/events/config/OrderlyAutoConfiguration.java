package dev.orderly.events.config;

import java.sql.SQLException;
import javax.sql.DataSource;

import dev.orderly.events.Events;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.type.EventJson;
import dev.orderly.events.type.EventTypes;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** The base of every part of the bus: its settings, its tables, its event types, and {@link Events}. */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@EnableConfigurationProperties(OrderlyProperties.class)
public class OrderlyAutoConfiguration {

    @Bean
    EventTypes eventTypes(OrderlyProperties properties) {
        return EventTypes.in(properties.packages());
    }

    @Bean
    EventJson eventJson() {
        return new EventJson();
    }

    @Bean
    EventSchema eventSchema(DataSource dataSource) {
        return new EventSchema(dataSource);
    }

    @Bean
    EventsConnector eventsConnector(ApplicationEventPublisher publisher) {
        return new EventsConnector(publisher);
    }

    /** Migrates the bus's tables: they have their own schema, {@code orderly}, and their own migration history. */
    static final class EventSchema implements InitializingBean {

        /** The first version with {@code idle_session_timeout}, which the forwarder's lock needs. */
        private static final int OLDEST_POSTGRES = 14;

        private final DataSource dataSource;

        EventSchema(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        @Override
        public void afterPropertiesSet() throws SQLException {
            try (var connection = dataSource.getConnection()) {
                var database = connection.getMetaData();
                verifySupported(database.getDatabaseProductName(), database.getDatabaseMajorVersion());
            }
            Flyway.configure()
                    .dataSource(dataSource)
                    .schemas("orderly")
                    .createSchemas(true)
                    .table("schema_history")
                    .locations("classpath:dev/orderly/events/schema")
                    .load()
                    .migrate();
        }

        static void verifySupported(String product, int version) {
            if (!product.equals("PostgreSQL") || version < OLDEST_POSTGRES) {
                throw new BusSetupException(
                        "The bus does not support %s %d".formatted(product, version),
                        "set spring.datasource.url to a database on PostgreSQL %d or later".formatted(OLDEST_POSTGRES));
            }
        }
    }

    /**
     * Connects {@link Events} to this application context while it runs. It connects only after all listeners are
     * registered: an event raised while beans are created would otherwise reach no listener, without an error.
     */
    static final class EventsConnector implements SmartInitializingSingleton, DisposableBean {

        private final ApplicationEventPublisher publisher;

        EventsConnector(ApplicationEventPublisher publisher) {
            this.publisher = publisher;
        }

        @Override
        public void afterSingletonsInstantiated() {
            Events.setPublisher(publisher);
        }

        @Override
        public void destroy() {
            Events.resetPublisher(publisher);
        }
    }
}
