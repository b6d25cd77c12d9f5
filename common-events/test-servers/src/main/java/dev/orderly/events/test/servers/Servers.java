package dev.orderly.events.test.servers;

/**
 * A Kafka broker and a PostgreSQL for the tests of one JVM, in containers or as processes of this machine. Each starts on
 * first use and ends with the JVM, which also deletes its data. Safe for use by several threads.
 *
 * <p>A test with an application context is annotated {@link WithServers}; another one asks:
 *
 * <pre>{@code
 * var servers = Servers.ofThisRun();
 * servers.createDatabase("audit", "secret");
 * var audit = new Audit(servers.bootstrapServers(), servers.jdbcUrl("audit"));
 * }</pre>
 *
 * <p>They run in containers if Docker is available, and if Testcontainers is on the class path ({@code
 * testcontainers-kafka} and {@code testcontainers-postgresql}); or else as processes. {@code
 * -Dorderly.test.servers=containers} or {@code =processes} overrides that. The first use prints the choice.
 */
public interface Servers {

    /** The servers that all tests of this JVM share. */
    static Servers ofThisRun() {
        return ServerMode.OF_THIS_RUN.get();
    }

    /** The processes of this machine, for a test that stops, kills or starts one: such a test must leave it running. */
    static ProcessServers processes() {
        return ServerMode.OF_THIS_RUN.processes();
    }

    /** The address of the broker. It does not create topics automatically. */
    String bootstrapServers();

    String jdbcUrl(String database);

    /**
     * Creates the database and the role that owns it, both with this name, if they are missing; sets the password.
     *
     * @param name lower-case letters, digits and underscores
     */
    void createDatabase(String name, String password);
}
