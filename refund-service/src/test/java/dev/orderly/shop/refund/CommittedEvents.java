package dev.orderly.shop.refund;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.Events;
import dev.orderly.shop.refund.tracing.Traces;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.event.TransactionalEventListener;

/** What the service has told the world, and in which trace. */
public class CommittedEvents {

    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Traces traces;

    CommittedEvents(Traces traces, ApplicationEventPublisher publisher) {
        Events.setPublisher(publisher);
        this.traces = traces;
    }

    @TransactionalEventListener
    void on(DomainEvent event) {
        told.add(new Told(event, traces.current()));
    }

    public List<Told> of(Object orderId) {
        return told.stream()
                .filter(one -> one.event().aggregateId().equals(orderId.toString()))
                .toList();
    }

    public record Told(DomainEvent event, @Nullable String traceParent) {}
}
