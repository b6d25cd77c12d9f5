package dev.orderly.benchmarks.race;

import java.util.Map;

import dev.orderly.benchmarks.contender.Circumstance;
import dev.orderly.localstack.installed.InstalledPostgres;

/** A database server that can compile plans, for {@link Discipline#JIT}. */
final class JitServer implements AutoCloseable {

    /** A plan is compiled however cheap it is, but not optimized further: preparing a round would take minutes. */
    private static final Map<String, String> ON = Map.of("jit", "on", "jit_above_cost", "0");

    private static final Map<String, String> OFF = Map.of("jit", "off");

    private final InstalledPostgres postgres = InstalledPostgres.start(BenchmarkServers.DATABASE_SETTINGS);

    /** Creates a database in which plans are compiled, or not. Returns its JDBC URL. */
    String createDatabase(String name, Circumstance circumstance) {
        postgres.createDatabase(name);
        (circumstance == Circumstance.JIT_ON ? ON : OFF)
                .forEach((setting, value) -> execute("ALTER DATABASE %s SET %s = %s".formatted(name, setting, value)));
        return postgres.jdbcUrl(name);
    }

    void checkpoint() {
        execute("CHECKPOINT");
    }

    long pid() {
        return postgres.pid();
    }

    private void execute(String statement) {
        postgres.execute("psql", "--command=" + statement);
    }

    @Override
    public void close() {
        postgres.close();
    }
}
