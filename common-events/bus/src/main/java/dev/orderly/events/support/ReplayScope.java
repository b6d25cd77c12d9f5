package dev.orderly.events.support;

/** Whether the calling thread handles an event of a replay: what it raises then was raised before, and is left out. */
public final class ReplayScope {

    private static final ThreadLocal<Boolean> open = new ThreadLocal<>();

    private ReplayScope() {}

    /** Runs a handler in the scope. */
    public static void run(Runnable handler) {
        open.set(true);
        try {
            handler.run();
        } finally {
            open.remove();
        }
    }

    public static boolean isOpen() {
        return open.get() != null;
    }
}
