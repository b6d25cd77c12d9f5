package dev.orderly.events.forwarder;

import org.jspecify.annotations.Nullable;

/** Whether this instance's forwarder refuses to forward until an operator acts. Safe for use by several threads. */
public final class ForwarderStatus {

    private volatile @Nullable String refusal;

    /** Why it refuses; null if it does not. */
    public @Nullable String refusal() {
        return refusal;
    }

    void refuse(String reason) {
        refusal = reason;
    }

    void clear() {
        refusal = null;
    }
}
