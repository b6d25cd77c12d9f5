package dev.orderly.benchmarks.contender;

import java.util.List;

/**
 * The servers of a contender's process.
 *
 * @param username    of the owner of the database, which may also read the write-ahead log
 * @param topic       where it sends its events; it exists
 * @param compression of its producer, as Kafka's {@code compression.type}
 */
public record ContenderSetup(
        String jdbcUrl, String username, String password, String bootstrapServers, String topic, String compression) {

    /** The arguments of {@link ContenderProcess}, after the kind. */
    public List<String> arguments() {
        return List.of(jdbcUrl, username, password, bootstrapServers, topic, compression);
    }

    static ContenderSetup of(List<String> arguments) {
        return new ContenderSetup(
                arguments.get(0),
                arguments.get(1),
                arguments.get(2),
                arguments.get(3),
                arguments.get(4),
                arguments.get(5));
    }
}
