package dev.orderly.events.support;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Several works of one kind that start together, and stop at the same time. */
public final class ParallelWork<W extends BackgroundWork> implements BackgroundWork {

    private final List<W> all;

    public ParallelWork(List<W> all) {
        this.all = List.copyOf(all);
    }

    public List<W> all() {
        return all;
    }

    @Override
    public void start() {
        all.forEach(BackgroundWork::start);
    }

    @Override
    public void stop() {
        var stops = all.stream()
                .map(each -> CompletableFuture.runAsync(each::stop, task -> new Thread(task).start()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(stops).join();
    }

    @Override
    public boolean isRunning() {
        return all.stream().anyMatch(BackgroundWork::isRunning);
    }
}
