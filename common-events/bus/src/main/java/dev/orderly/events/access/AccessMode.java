package dev.orderly.events.access;

/** How this service answers calls of the feed and of the operator's API. */
public enum AccessMode {
    /** They do not exist: the answer is 404. */
    CLOSED,
    /** They need a bearer token. */
    GUARDED,
    /** Everyone may call them. */
    OPEN
}
