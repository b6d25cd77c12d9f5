package dev.orderly.events.support;

import org.springframework.context.SmartLifecycle;

/**
 * Work in background threads, which starts and stops with the application context. All of it stops at the same time, and
 * while the web server finishes its requests: what hangs delays nothing else.
 */
public interface BackgroundWork extends SmartLifecycle {

    /** The phase in which Spring Boot's web servers shut down gracefully; they have started before it. */
    int PHASE = DEFAULT_PHASE - 1024;

    /** Returns at once, and stops in a thread of its own. */
    @Override
    default void stop(Runnable callback) {
        new Thread(
                        () -> {
                            try {
                                stop();
                            } finally {
                                callback.run();
                            }
                        },
                        "stop-" + getClass().getSimpleName())
                .start();
    }

    @Override
    default int getPhase() {
        return PHASE;
    }
}
