package dev.orderly.events.forwarder;

import java.util.List;
import java.util.UUID;

import dev.orderly.events.message.OutgoingMessage;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to a transport. Used by one thread at a time.
 *
 * <p>Call {@link #open()} first, then {@link #send} and {@link #resend} any number of times. After an
 * {@link UnsendableEventException} the sender stays open, and none of the messages is delivered. After any other exception
 * {@link #close() close} the sender and open it again: only opening finds out how much of an interrupted batch has
 * arrived.
 */
public interface EventSender extends AutoCloseable {

    /**
     * Fences every earlier sender of this source: its {@code send} fails from now on. A transport without fencing
     * (RabbitMQ) lets both send for a moment and delivers some events twice; the inbox recognizes the duplicates.
     */
    Opened open();

    /**
     * Delivers the messages, which ascend by position. After a failure consumers see none of them if the transport has
     * transactions (Kafka). Otherwise they may see the first of them, and receive those again.
     *
     * @throws SenderFencedException when a later sender of this source has been opened
     * @throws UnsendableEventException when the transport refuses some of the messages for good
     */
    void send(List<OutgoingMessage> messages);

    /**
     * Delivers redriven messages of one aggregate, whose positions may be below those sent before, with the same
     * promises as {@link #send}.
     *
     * @throws SenderFencedException when a later sender of this source has been opened
     * @throws UnsendableEventException when the transport refuses some of the messages for good
     */
    void resend(List<OutgoingMessage> messages);

    @Override
    void close();

    /**
     * What the transport holds when a sender is opened.
     *
     * @param position   the highest position that was sent, or 0
     * @param event      the event that was sent with it, if the transport knows it
     * @param lastResent the last event that was resent, if there was one
     * @param savedIn    where the transport keeps this, for an operator
     */
    record Opened(
            long position, @Nullable UUID event, @Nullable UUID lastResent, String savedIn) {}
}
