package dev.orderly.benchmarks.raising;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.orderly.benchmarks.contender.ContenderKind;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.OrphanReaper;

/** Starts a PostgreSQL and {@link RaisingProcess}, which measures and prints a table. */
public final class RaisingBenchmark {

    private static final String DATABASE = "raising";
    private static final String PASSWORD = "benchmark";

    private RaisingBenchmark() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        int exitCode;
        try (var postgres = LocalPostgres.onFreePort(Directories.temporary("raising"))) {
            postgres.start();
            postgres.createDatabase(DATABASE, PASSWORD);
            exitCode = measure(postgres.jdbcUrl(DATABASE));
        }
        System.exit(exitCode);
    }

    private static int measure(String jdbcUrl) throws IOException, InterruptedException {
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                        "-cp",
                        ContenderKind.ORDERLY.classPath(),
                        RaisingProcess.class.getName(),
                        jdbcUrl,
                        DATABASE,
                        PASSWORD))
                .inheritIO()
                .start();
        OrphanReaper.guard(process.toHandle());
        return process.waitFor();
    }
}
