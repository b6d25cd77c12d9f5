package dev.orderly.events.start;

/** The service cannot start because its configuration or code is invalid. Says what is wrong, and what to do. */
public final class BusSetupException extends IllegalStateException {

    private final String description;
    private final String action;

    public BusSetupException(String description, String action) {
        super(description + ": " + action);
        this.description = description;
        this.action = action;
    }

    /** What is wrong, without a period at the end. */
    public String description() {
        return description;
    }

    /** What to do, without a period at the end. */
    public String action() {
        return action;
    }
}
