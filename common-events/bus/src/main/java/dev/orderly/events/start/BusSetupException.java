package dev.orderly.events.start;

/** The service cannot start as it is set up or written; says what is wrong, and what to do about it. */
public final class BusSetupException extends IllegalStateException {

    private final String description;
    private final String action;

    public BusSetupException(String description, String action) {
        super(description + ": " + action);
        this.description = description;
        this.action = action;
    }

    /** What is wrong, without a full stop. */
    public String description() {
        return description;
    }

    /** What to do about it, without a full stop. */
    public String action() {
        return action;
    }
}
