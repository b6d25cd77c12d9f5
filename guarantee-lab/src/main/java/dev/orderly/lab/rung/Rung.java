package dev.orderly.lab.rung;

import dev.orderly.lab.rung.aftercommit.AfterCommitRung;
import dev.orderly.lab.rung.asyncaftercommit.AsyncAfterCommitRung;
import dev.orderly.lab.rung.asynchronous.AsynchronousRung;
import dev.orderly.lab.rung.book.BookRung;
import dev.orderly.lab.rung.direct.DirectRung;
import dev.orderly.lab.rung.kafka.KafkaAfterCommitRung;
import dev.orderly.lab.rung.kafka.KafkaInTransactionRung;
import dev.orderly.lab.rung.kafka.KafkaRefundListener;
import dev.orderly.lab.rung.kafka.RefundTopic;
import dev.orderly.lab.rung.rabbittransaction.RabbitTransactionRung;
import dev.orderly.lab.rung.store.StoreRung;
import dev.orderly.lab.rung.synchronous.SynchronousRung;
import dev.orderly.lab.rung.xa.XaRung;
import org.jspecify.annotations.Nullable;

/** The rungs of the ladder, from the lowest to the highest. */
public enum Rung {
    DIRECT("direct call, no event", DirectRung.class, null, null, null),
    SYNCHRONOUS("synchronous listener", SynchronousRung.class, null, null, null),
    AFTER_COMMIT("listener after commit", AfterCommitRung.class, null, null, null),
    ASYNCHRONOUS("`@Async` listener", AsynchronousRung.class, null, null, null),
    ASYNC_AFTER_COMMIT("`@Async` listener after commit", AsyncAfterCommitRung.class, null, null, null),
    KAFKA_IN_TRANSACTION(
            "Kafka, sent in the transaction",
            KafkaInTransactionRung.class,
            KafkaRefundListener.class,
            Broker.KAFKA,
            null),
    KAFKA_AFTER_COMMIT(
            "Kafka, sent after it", KafkaAfterCommitRung.class, KafkaRefundListener.class, Broker.KAFKA, null),
    RABBIT_TRANSACTION(
            "RabbitMQ, channel transaction committed after the database's",
            RabbitTransactionRung.OrderSide.class,
            RabbitTransactionRung.RefundSide.class,
            Broker.RABBITMQ,
            null),
    XA(
            "global transaction (XA) over PostgreSQL and JMS",
            XaRung.OrderSide.class,
            XaRung.RefundSide.class,
            Broker.ARTEMIS,
            null),
    BOOK("the book's store + forwarder", BookRung.AsInTheBook.class, null, null, null),
    BOOK_OFFSET_STORED("the same, offset stored", BookRung.OffsetStored.class, null, null, null),
    BOOK_READ_BY_ID("the same, read by insertion id", BookRung.ReadById.class, null, null, null),
    BOOK_RETRIED_LATER("the same, failed events retried later", BookRung.RetriedLater.class, null, null, null),
    STORE_KAFKA(
            "store + forwarder to Kafka",
            StoreRung.OrderSide.class,
            StoreRung.RefundSide.class,
            Broker.KAFKA,
            Transport.KAFKA),
    STORE_RABBIT(
            "store + forwarder to RabbitMQ",
            StoreRung.OrderSide.class,
            StoreRung.RefundSide.class,
            Broker.RABBITMQ,
            Transport.RABBITMQ),
    STORE_FEED("store + feed", StoreRung.OrderSide.class, StoreRung.RefundSide.class, null, Transport.FEED);

    /** The broker between the two processes of a rung. */
    public enum Broker {
        KAFKA,
        RABBITMQ,
        ARTEMIS
    }

    /** The values of {@code orderly.transport}. */
    public enum Transport {
        KAFKA,
        RABBITMQ,
        FEED
    }

    private final String label;
    private final Class<?> orderSide;
    private final @Nullable Class<?> refundSide;
    private final @Nullable Broker broker;
    private final @Nullable Transport transport;

    Rung(
            String label,
            Class<?> orderSide,
            @Nullable Class<?> refundSide,
            @Nullable Broker broker,
            @Nullable Transport transport) {
        this.label = label;
        this.orderSide = orderSide;
        this.refundSide = refundSide;
        this.broker = broker;
        this.transport = transport;
    }

    public String label() {
        return label;
    }

    public Class<?> orderSide() {
        return orderSide;
    }

    /** Whether a second process handles the events. */
    public boolean hasTwoProcesses() {
        return refundSide != null;
    }

    /** @throws IllegalStateException if the handler runs in the order's process */
    public Class<?> refundSide() {
        if (refundSide == null) {
            throw new IllegalStateException(
                    "Rung %s has one process: its handler runs on the side ORDERS".formatted(name()));
        }
        return refundSide;
    }

    /** Null on a rung without a broker. */
    public @Nullable Broker broker() {
        return broker;
    }

    /** The topic, or the exchange of the same name, between the two processes. */
    public String topic() {
        return transport == null ? RefundTopic.NAME : "lab-events";
    }

    /** The transport of the bus; null on a rung without the bus. */
    public @Nullable Transport transport() {
        return transport;
    }
}
