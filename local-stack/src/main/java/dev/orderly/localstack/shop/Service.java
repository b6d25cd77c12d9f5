package dev.orderly.localstack.shop;

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

    /** The name of its jar, of its consumer group and of its log lines. */
    public String id() {
        return id;
    }

    /** The name of its database and of the role that owns it. */
    public String database() {
        return database;
    }
}
