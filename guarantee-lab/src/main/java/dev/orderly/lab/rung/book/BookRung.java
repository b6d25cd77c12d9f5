package dev.orderly.lab.rung.book;

import java.time.Clock;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.SpringEventsConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The store is the same on each of these rungs; each repairs the forwarder a bit more. */
public final class BookRung {

    private BookRung() {}

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    @Import(SpringEventsConfiguration.class)
    static class Store {

        private final JsonMapper json = new JsonMapper();

        @Bean
        EventStore eventStore(JdbcClient jdbc) {
            return new EventStore(jdbc, json, Clock.systemUTC());
        }

        @Bean
        EventStoreHandler eventStoreHandler(EventStore eventStore) {
            return new EventStoreHandler(eventStore);
        }

        @Bean
        EventSender eventSender(LabRefunds refunds, TransactionTemplate transactions) {
            return new EventSender(refunds, transactions, json);
        }
    }

    /** As in the book. */
    @Configuration(proxyBeanMethods = false)
    @Import(Store.class)
    public static class AsInTheBook {

        @Bean
        RowCountForwarder forwarder(EventStore store, EventSender sender) {
            return new RowCountForwarder(store, new MemoryOffsetStore(), sender);
        }
    }

    /** The first repair: a restart does not forget the offset. */
    @Configuration(proxyBeanMethods = false)
    @Import(Store.class)
    public static class OffsetStored {

        @Bean
        RowCountForwarder forwarder(EventStore store, EventSender sender, JdbcClient jdbc) {
            return new RowCountForwarder(store, new JdbcOffsetStore(jdbc), sender);
        }
    }

    /** The second: the offset is an id, not a number of rows. */
    @Configuration(proxyBeanMethods = false)
    @Import(Store.class)
    public static class ReadById {

        @Bean
        InsertionIdForwarder forwarder(EventStore store, EventSender sender, JdbcClient jdbc) {
            return new InsertionIdForwarder(store, new JdbcOffsetStore(jdbc), sender);
        }
    }

    /** The third: an event that fails does not stop the others. */
    @Configuration(proxyBeanMethods = false)
    @Import(Store.class)
    public static class RetriedLater {

        @Bean
        RetryLaterForwarder forwarder(EventStore store, EventSender sender, JdbcClient jdbc) {
            return new RetryLaterForwarder(store, new JdbcOffsetStore(jdbc), sender, new FailedEvents(jdbc));
        }
    }
}
