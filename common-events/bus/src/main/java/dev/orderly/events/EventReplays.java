package dev.orderly.events;

import java.util.List;
import java.util.Optional;

/**
 * Gives a consumer events again that it has handled: after a bug in a handler was fixed, or to fill a new read model. A bean of
 * every service that subscribes to a topic; operators have the same calls under {@code /operator/replays}.
 *
 * <pre>{@code
 * replays.start(ReplayRequest.to("depot.billing").since(lastMonday).ofTypes("order.placed"), "the nightly repair");
 * }</pre>
 *
 * <p>The events come from the store of their publisher, with each transport ({@code orderly.feed.sources.<topic>}), in the order
 * of their positions. Handlers are called although the events are processed, and see {@link EventMetadata#replay()}; those
 * with {@code @EventHandler(replay = false)} are left out, and so are the events that a handler raises. The effects of an
 * event and the progress of the replay commit together: a crash repeats nothing, and another instance goes on.
 *
 * <p>Meanwhile the consumer takes no event from its transport, in no instance. These wait, and are handled after the replay,
 * so no handler gets an event of an aggregate before an earlier one that is replayed.
 */
public interface EventReplays {

    /**
     * Starts a replay, in the background. It waits until the consumer has handled what it has taken from its transport, at
     * most 30 s. Do not call it in a handler.
     *
     * @param by who starts it
     * @throws IllegalArgumentException if there is no such consumer, or nothing that it could handle again
     * @throws IllegalStateException if a replay to this consumer is running, if it has dead letters, or if the source of the
     *     topic is not configured; nothing is started
     */
    EventReplay start(ReplayRequest request, String by);

    /** The latest replays, the latest first; 100 at most. */
    List<EventReplay> list();

    /** The replay with this id. */
    Optional<EventReplay> find(long id);

    /**
     * Stops a replay after the events that it is passing on. Those that it has passed on keep their effects, and the consumer
     * continues with its transport.
     *
     * @return false if it is not running
     */
    boolean stop(long id);
}
