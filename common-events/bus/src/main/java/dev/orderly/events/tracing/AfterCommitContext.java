package dev.orderly.events.tracing;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.WeakHashMap;

import dev.orderly.events.EventContext;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.transaction.event.TransactionalApplicationListener;
import org.springframework.transaction.event.TransactionalApplicationListener.SynchronizationCallback;

/**
 * Passes the context and the trace of an event to its {@code @TransactionalEventListener}s. They run when the transaction
 * ends, after the handler that raised the event has returned, and its span and its scope are closed.
 */
final class AfterCommitContext implements ApplicationListener<ApplicationEvent>, SynchronizationCallback {

    private final EventTracing tracing;

    /** By the published event, which is the same object for all its listeners. Weak, because a rollback calls none. */
    private final Map<ApplicationEvent, Published> published = Collections.synchronizedMap(new WeakHashMap<>());

    private final ThreadLocal<Deque<Runnable>> open = ThreadLocal.withInitial(ArrayDeque::new);
    private volatile boolean hasListeners;

    AfterCommitContext(EventTracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof ContextRefreshedEvent refreshed
                && refreshed.getApplicationContext() instanceof AbstractApplicationContext context) {
            for (var listener : context.getApplicationListeners()) {
                if (listener instanceof TransactionalApplicationListener<?> transactional) {
                    transactional.addCallback(this);
                    hasListeners = true;
                }
            }
        } else if (hasListeners && event instanceof PayloadApplicationEvent<?>) {
            var context = EventContext.current();
            if (!context.isEmpty()) {
                published.put(event, new Published(context, tracing.current()));
            }
        }
    }

    @Override
    public void preProcessEvent(ApplicationEvent event) {
        var captured = published.get(event);
        if (captured == null) {
            open.get().push(() -> {});
            return;
        }
        var scope = captured.context().open();
        var span = tracing.open(captured.traceParent(), "after " + nameOf(event));
        open.get().push(() -> {
            span.close();
            scope.close();
        });
    }

    @Override
    public void postProcessEvent(ApplicationEvent event, @Nullable Throwable failure) {
        var scopes = open.get();
        scopes.pop().run();
        if (scopes.isEmpty()) {
            open.remove();
        }
    }

    private static String nameOf(ApplicationEvent event) {
        return event instanceof PayloadApplicationEvent<?> payload
                ? payload.getPayload().getClass().getSimpleName()
                : event.getClass().getSimpleName();
    }

    private record Published(EventContext context, @Nullable String traceParent) {}
}
