package dev.orderly.events;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** What every part of the bus builds on: its settings, its tables, its event types, and {@link Events} itself. */
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

    /** The bus's tables, in the schema {@code orderly} and with a migration history of their own. */
    record EventSchema(DataSource dataSource) implements InitializingBean {

        @Override
        public void afterPropertiesSet() {
            Flyway.configure()
                    .dataSource(dataSource)
                    .schemas("orderly")
                    .createSchemas(true)
                    .table("schema_history")
                    .locations("classpath:dev/orderly/events/schema")
                    .load()
                    .migrate();
        }
    }

    /** Ties {@link Events} to the life of this application context. */
    record EventsConnector(ApplicationEventPublisher publisher) implements InitializingBean, DisposableBean {

        @Override
        public void afterPropertiesSet() {
            Events.setPublisher(publisher);
        }

        @Override
        public void destroy() {
            Events.resetPublisher(publisher);
        }
    }
}
