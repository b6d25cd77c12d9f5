package dev.orderly.events.forwarder;

/**
 * How many events are sent at once. It is halved when sending them fails: a slow broker takes a smaller batch within its
 * timeouts, and one refused event takes fewer others along. It is doubled again after some successes, up to the maximum.
 */
final class BatchSize {

    private static final int SUCCESSES_TO_GROW = 10;

    private final int max;
    private int current;
    private int successes;

    BatchSize(int max) {
        this.max = max;
        this.current = max;
    }

    int current() {
        return current;
    }

    /** @param events how many were sent */
    void failed(int events) {
        current = Math.max(1, Math.min(current, events) / 2);
        successes = 0;
    }

    void succeeded() {
        successes++;
        if (current < max && successes >= SUCCESSES_TO_GROW) {
            current = (int) Math.min(max, 2L * current);
            successes = 0;
        }
    }
}
