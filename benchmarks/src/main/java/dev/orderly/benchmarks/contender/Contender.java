package dev.orderly.benchmarks.contender;

/**
 * One way to get events from a PostgreSQL transaction to Kafka. One thread calls it, except for {@link #raise}.
 *
 * <p>A contender that is {@linkplain #hold held} does nothing for the events that are committed meanwhile, so that it has no
 * head start when it is {@linkplain #release released}. It stays as warm and as connected as it can be.
 */
interface Contender extends AutoCloseable {

    /** Begins to forward what will be committed. When this returns, it is ready. */
    void start() throws Exception;

    /** Ends what {@link #start} began and deletes events that need not be kept. Everything committed has been forwarded. */
    void stop() throws Exception;

    void hold() throws Exception;

    void release() throws Exception;

    /** Commits the events of these numbers, some at a time. The contender is held. */
    void commitBacklog(long first, long last) throws Exception;

    /** Raises one event in the transaction of the calling thread. */
    void raise(long number);

    /** The database of the events, and of the orders. */
    ServiceDatabase database();

    /**
     * Prepares a circumstance that is not in the {@link ContenderSetup}, before the first {@link #start}.
     *
     * @param stored how many events are stored before, if that is the circumstance
     */
    default void prepare(Circumstance circumstance, int stored) {
        if (circumstance != Circumstance.NONE && circumstance != Circumstance.COMPRESSED) {
            throw new UnsupportedOperationException("Not prepared for " + circumstance);
        }
    }
}
