package dev.orderly.events.config;

import java.lang.annotation.Annotation;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

import dev.orderly.events.Events;
import dev.orderly.events.OrderlyDataSource;
import dev.orderly.events.OrderlyTransactionManager;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.type.EventJson;
import dev.orderly.events.type.EventTypes;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;

/** The base of every part of the bus: its settings, its tables, its event types, and {@link Events}. */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@EnableConfigurationProperties({OrderlyProperties.class, ConnectionProperties.class, SchemaProperties.class})
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
    BackgroundConnections backgroundConnections(
            @OrderlyDataSource ObjectProvider<DataSource> marked,
            ObjectProvider<DataSource> all,
            ConnectionProperties properties) {
        return BackgroundConnections.beside(the(DataSource.class, OrderlyDataSource.class, marked, all), properties);
    }

    @Bean
    BusDatabase busDatabase(
            @OrderlyDataSource ObjectProvider<DataSource> marked,
            ObjectProvider<DataSource> all,
            BackgroundConnections background,
            @OrderlyTransactionManager ObjectProvider<PlatformTransactionManager> markedManager,
            ObjectProvider<PlatformTransactionManager> allManagers,
            OrderlyProperties properties,
            ConfigurableListableBeanFactory beans) {
        // Before anything connects.
        TransportClient.verify(properties, beans);
        return new BusDatabase(
                the(DataSource.class, OrderlyDataSource.class, marked, all),
                background.dataSource(),
                () -> the(
                        PlatformTransactionManager.class, OrderlyTransactionManager.class, markedManager, allManagers));
    }

    /** The marked bean, or else the only or primary one. */
    private static <T> T the(
            Class<T> type, Class<? extends Annotation> mark, ObjectProvider<T> marked, ObjectProvider<T> all) {
        var found = marked.getIfAvailable();
        if (found != null) {
            return found;
        }
        try {
            return all.getObject();
        } catch (NoUniqueBeanDefinitionException e) {
            throw new BusSetupException(
                    "The application has several beans of type %s (%s), and the bus cannot know which one to use"
                            .formatted(type.getSimpleName(), String.join(", ", e.getBeanNamesFound())),
                    "annotate the bus's one with @%s".formatted(mark.getSimpleName()));
        }
    }

    @Bean
    EventActivity eventActivity(ObjectProvider<Clock> clock) {
        return new EventActivity(clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    EventSchema eventSchema(BusDatabase database, OrderlyProperties properties, SchemaProperties schema) {
        return new EventSchema(database, properties.source(), schema);
    }

    @Bean
    EventsConnector eventsConnector(ApplicationEventPublisher publisher, BusDatabase database) {
        return new EventsConnector(publisher, database::isInTransaction);
    }

    /**
     * Connects {@link Events} to this application context while it runs. It connects only after all listeners are
     * registered: an event raised while beans are created would otherwise reach no listener, without an error. A cached
     * test context that is paused is disconnected, and becomes the last one again when it is restarted.
     */
    static final class EventsConnector implements SmartInitializingSingleton, SmartLifecycle, DisposableBean {

        private final ApplicationEventPublisher publisher;
        private final BooleanSupplier isInTransaction;
        private volatile boolean running;

        EventsConnector(ApplicationEventPublisher publisher, BooleanSupplier isInTransaction) {
            this.publisher = publisher;
            this.isInTransaction = isInTransaction;
        }

        @Override
        public void afterSingletonsInstantiated() {
            start();
        }

        @Override
        public void start() {
            Events.setPublisher(publisher, isInTransaction);
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            Events.resetPublisher(publisher);
        }

        /** Also if the start of the context failed, which stops nothing. */
        @Override
        public void destroy() {
            stop();
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        /** The first to start and the last to stop: others may raise events while they do. */
        @Override
        public int getPhase() {
            return Integer.MIN_VALUE;
        }
    }
}
