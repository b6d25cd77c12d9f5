package dev.orderly.shop.refund;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.tracing.EventTracing;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.event.TransactionalEventListener;

/** The events that the service has committed, each with its trace. */
public class CommittedEvents {

    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final EventTracing tracing;

    CommittedEvents(EventTracing tracing) {
        this.tracing = tracing;
    }

    @TransactionalEventListener
    void on(DomainEvent event) {
        told.add(new Told(event, tracing.current()));
    }

    public List<Told> of(Object orderId) {
        return told.stream()
                .filter(one -> one.event().aggregateId().equals(orderId.toString()))
                .toList();
    }

    public record Told(DomainEvent event, @Nullable String traceParent) {}
}
