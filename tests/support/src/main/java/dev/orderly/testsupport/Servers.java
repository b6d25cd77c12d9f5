package dev.orderly.testsupport;

/** A broker and a PostgreSQL, whatever they run in. Each starts when it is first asked for, and ends with this JVM. */
interface Servers {

    String bootstrapServers();

    String jdbcUrl(String database);

    /** Makes the database and the role that owns it, both of this name. */
    void createDatabase(String name, String password);
}
