package dev.orderly.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import dev.orderly.events.system.CountingService;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Directories;
import dev.orderly.testsupport.ServerCertificate;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A service whose PostgreSQL takes TLS only, and which verifies the server's certificate and name. */
@Tag("full")
class PostgresTlsIT {

    private static final String ACCESS = """
            # type    database user            address method
            hostssl   mint     mint,mint_owner all     scram-sha-256 clientcert=verify-ca
            hostssl   all      all             all     scram-sha-256
            """;

    private static final String CONNECTIONS = """
            SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'treasury'""";

    private static Path directory;
    private static Path key;
    private static Path trusted;
    private static Path untrusted;
    private static LocalPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        directory = Directories.temporary("orderly-postgres-tls-");
        var certificate = new ServerCertificate(Files.createDirectory(directory.resolve("server")), "dns:localhost");
        key = certificate.writeKey();
        trusted = certificate.file();
        untrusted = new ServerCertificate(Files.createDirectory(directory.resolve("other")), "dns:localhost").file();
        postgres = LocalPostgres.onFreePort(directory.resolve("postgres"))
                .with(Map.of(
                        "ssl", "on",
                        "ssl_cert_file", trusted.toString(),
                        "ssl_key_file", key.toString(),
                        "ssl_ca_file", trusted.toString(),
                        "hba_file",
                                Files.writeString(directory.resolve("pg_hba.conf"), ACCESS)
                                        .toString()));
        postgres.start();
        postgres.createDatabase("treasury", "service");
    }

    @AfterAll
    static void stop() {
        postgres.stop();
        Directories.remove(directory);
    }

    @Test
    void aServiceUsesTlsForEachConnection() throws SQLException {
        try (var service = startTreasury(url("localhost", "verify-full", trusted));
                var superuser = superuser()) {
            service.getBean(TransactionTemplate.class)
                    .executeWithoutResult(status -> Events.raise(new Counted("c-1", 1)));
            await().until(() ->
                    service.getBean(CountingService.class).numbersOf("c-1").equals(List.of(1L)));

            assertThat(JdbcClient.create(new SingleConnectionDataSource(superuser, true))
                            .sql(CONNECTIONS)
                            .query(Boolean.class)
                            .list())
                    .isNotEmpty()
                    .containsOnly(true);
        }
    }

    @Test
    void aServiceDoesNotStartOnAServerWhoseCertificateItDoesNotTrust() {
        assertThatThrownBy(() -> startTreasury(url("localhost", "verify-full", untrusted)))
                .rootCause()
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void aServiceDoesNotStartOnAServerWithAnotherName() {
        assertThatThrownBy(() -> startTreasury(url("127.0.0.1", "verify-full", trusted)))
                .rootCause()
                .hasMessageContaining("hostname 127.0.0.1 could not be verified");
    }

    @Test
    void nobodyGetsInWithoutTls() {
        assertThatThrownBy(
                        () -> DriverManager.getConnection(url("localhost", "disable", trusted), "treasury", "service"))
                .hasMessageContaining("no encryption");
    }

    /** The server wants a certificate of the client, too. The URL names none; the settings of the pool do. */
    @Test
    void theSettingsOfThePoolApplyToEachConnectionAlsoToThatOfTheMigrations() {
        postgres.createDatabase("mint", "service", "owner");
        var url = postgres.jdbcUrl("mint").replace("127.0.0.1", "localhost");
        assertThatThrownBy(() -> DriverManager.getConnection(url, "mint_owner", "owner"))
                .hasMessageContaining("requires a valid client certificate");

        try (var service = start(
                RuntimeRoleIT.Bank.class,
                "mint",
                url,
                "--orderly.schema.username=mint_owner",
                "--orderly.schema.password=owner",
                "--spring.datasource.hikari.data-source-properties.sslmode=verify-full",
                "--spring.datasource.hikari.data-source-properties.sslrootcert=" + trusted,
                "--spring.datasource.hikari.data-source-properties.sslcert=" + trusted,
                "--spring.datasource.hikari.data-source-properties.sslkey=" + key,
                "--spring.datasource.hikari.data-source-properties.pemKeyAlgorithm=EC")) {
            service.getBean(TransactionTemplate.class)
                    .executeWithoutResult(status -> Events.raise(new RuntimeRoleIT.Deposited("a-1")));
            await().until(() ->
                    service.getBean(RuntimeRoleIT.Bank.class).handled.equals(List.of("a-1")));
        }
    }

    private static Connection superuser() throws SQLException {
        return DriverManager.getConnection(
                url("localhost", "verify-full", trusted).replace("/treasury?", "/postgres?"),
                "postgres",
                postgres.superuserPassword());
    }

    private static String url(String host, String mode, Path authorities) {
        return postgres.jdbcUrl("treasury").replace("127.0.0.1", host)
                + "?sslmode=%s&sslrootcert=%s".formatted(mode, authorities);
    }

    private static ConfigurableApplicationContext startTreasury(String url) {
        return start(CountingService.class, "treasury", url);
    }

    private static ConfigurableApplicationContext start(
            Class<?> application, String database, String url, String... arguments) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties(
                        "orderly.source=/" + database,
                        "orderly.topic=%s-events".formatted(database),
                        "orderly.subscriptions=%s-events".formatted(database),
                        "spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                        "spring.datasource.url=" + url,
                        "spring.datasource.username=" + database,
                        "spring.datasource.password=service")
                .run(arguments);
    }
}
