package dev.orderly.localstack;

/** The services of the shop. */
public enum Service {
    ORDER("order-service", "orders"),
    REFUND("refund-service", "refunds"),
    NOTIFICATION("notification-service", "notifications");

    private final String id;
    private final String database;

    Service(String id, String database) {
        this.id = id;
        this.database = database;
    }

    /** Its name: of its jar, its consumer group and its log lines. */
    public String id() {
        return id;
    }

    /** Its database, and the role that owns it. */
    public String database() {
        return database;
    }
}
