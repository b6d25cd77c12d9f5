package dev.orderly.testsupport;

/** A broker and a PostgreSQL, in containers or as processes. Each starts on first use and ends with this JVM. */
interface Servers {

    String bootstrapServers();

    String jdbcUrl(String database);

    /** Creates the database and the role that owns it, both with this name. */
    void createDatabase(String name, String password);
}
