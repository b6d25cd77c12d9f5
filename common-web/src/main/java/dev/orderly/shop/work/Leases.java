package dev.orderly.shop.work;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The unfinished work of one kind. Each piece has one time at which its next attempt is due, by the database's clock: a
 * lease and a postponement both move it into the future.
 */
public interface Leases<T> {

    /**
     * Leases the work that has been due for longest, and counts the attempt. No other thread and no other process gets
     * it before the lease expires; if this process dies, the work is due again then. Commits at once.
     *
     * @return empty if no work is due
     */
    Optional<Leased<T>> lease(Duration duration);

    /** Makes the work due after this delay, unless it is finished. Commits at once. */
    void postpone(UUID id, Duration delay);
}
