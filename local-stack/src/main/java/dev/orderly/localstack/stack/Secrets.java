package dev.orderly.localstack.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.orderly.localstack.process.Passwords;
import dev.orderly.localstack.shop.Service;

/**
 * The tokens and passwords of one stack, made at its first start. They are kept beside its data, in a file that only its
 * owner may read: a database keeps its passwords across restarts, too. Thread-safe.
 */
final class Secrets {

    private static final String OPERATOR = "token.operator";

    private final Path file;
    private final Properties values = new Properties();

    private Secrets(Path file) {
        this.file = file;
    }

    /** Those in the data directory; makes what is missing. */
    static Secrets in(Path data) {
        var secrets = new Secrets(data.resolve("secrets.properties"));
        secrets.load();
        return secrets;
    }

    /** Where a person can look them up. */
    Path file() {
        return file;
    }

    String operatorToken() {
        return value(OPERATOR);
    }

    /** The token with which the service pulls the feeds of others. */
    String readerToken(Service service) {
        return value("token." + service.id());
    }

    /** The password of the role that owns the service's database. */
    String databasePassword(Service service) {
        return value("password." + service.database());
    }

    /** The tokens that the service accepts, as {@code ORDERLY_TOKENS} has them: the operator's, and those of all others. */
    String tokensOf(Service service) {
        var readers = Stream.of(Service.values())
                .filter(reader -> reader != service)
                .map(reader -> "%s:reader:%s".formatted(reader.id(), readerToken(reader)));
        return Stream.concat(Stream.of("operator:operator:" + operatorToken()), readers)
                .collect(Collectors.joining(","));
    }

    private synchronized String value(String name) {
        var known = values.getProperty(name);
        if (known != null) {
            return known;
        }
        var made = Passwords.random();
        values.setProperty(name, made);
        save();
        return made;
    }

    private void load() {
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                values.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file, e);
            }
        }
    }

    private void save() {
        var lines = values.stringPropertyNames().stream()
                .sorted()
                .map(name -> "%s=%s%n".formatted(name, values.getProperty(name)))
                .collect(Collectors.joining());
        Passwords.write(file, "# The tokens and passwords of this stack%n".formatted() + lines);
    }
}
