package dev.orderly.events.inbox;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.ParallelWork;

/**
 * The consumers of this service, the default one first. While it runs, each retries its dead letters, and follows an
 * operator who pauses it. It starts before the transports.
 */
public final class EventConsumers implements BackgroundWork {

    private final List<EventConsumer> all;
    private final ParallelWork<BackgroundWork> work;

    EventConsumers(List<EventConsumer> all) {
        this.all = List.copyOf(all);
        // Whether a consumer is paused is known before it retries anything.
        this.work = new ParallelWork<>(Stream.concat(
                        all.stream().<BackgroundWork>map(EventConsumer::pause),
                        all.stream().<BackgroundWork>map(EventConsumer::retrier))
                .toList());
    }

    public List<EventConsumer> all() {
        return all;
    }

    /** The consumer of this name, if there is one. */
    public Optional<EventConsumer> find(String name) {
        return all.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The names of all consumers, the default one first. */
    public List<String> names() {
        return all.stream().map(EventConsumer::name).toList();
    }

    @Override
    public void start() {
        work.start();
    }

    @Override
    public void stop() {
        work.stop();
    }

    @Override
    public boolean isRunning() {
        return work.isRunning();
    }
}
