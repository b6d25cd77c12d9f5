package dev.orderly.events.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.ChildProcess;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.Ports;
import dev.orderly.testsupport.ServerCertificate;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A broker as in production: TLS, a principal with a password (SCRAM) for each client, and nothing allowed that no ACL allows.
 * The password of each principal is its name.
 */
final class SecuredKafka implements AutoCloseable {

    private static final String ADMIN = "admin";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private final Path directory = Directories.temporary("orderly-secured-kafka-");
    private final int port = Ports.free();
    private final ServerCertificate certificate;
    private final ChildProcess process;

    SecuredKafka(List<String> principals) {
        certificate = new ServerCertificate(directory, "dns:localhost", "ip:127.0.0.1");
        var configuration = configure(Ports.free());
        format(configuration, principals);
        process = ChildProcess.start(
                List.of(
                        ChildProcess.java().toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "kafka.Kafka",
                        configuration.toString()),
                Map.of(),
                directory,
                Redirect.to(log().toFile()));
        Await.until("Kafka", START_TIMEOUT, process, () -> Await.lastLines(log()), () -> Ports.accepts(port));
    }

    /** How a principal connects, as Kafka's own client properties. */
    Map<String, Object> client(String principal, String password) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                scram(principal, password),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate.file().toString()));
    }

    Admin admin() {
        return Admin.create(client(ADMIN, ADMIN));
    }

    void allow(String principal, ResourceType type, String name, AclOperation... operations) throws Exception {
        List<AclBinding> bindings = new ArrayList<>();
        for (var operation : operations) {
            bindings.add(new AclBinding(
                    new ResourcePattern(type, name, PatternType.LITERAL),
                    new AccessControlEntry("User:" + principal, "*", operation, AclPermissionType.ALLOW)));
        }
        try (var admin = admin()) {
            admin.createAcls(bindings).all().get();
        }
    }

    private Path configure(int controllerPort) {
        var settings = new HashMap<>(LocalKafka.SETTINGS);
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry(
                        "listeners",
                        "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort)),
                Map.entry("advertised.listeners", "CLIENTS://127.0.0.1:" + port),
                Map.entry("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:SASL_PLAINTEXT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("inter.broker.listener.name", "CLIENTS"),
                Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                Map.entry("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512"),
                Map.entry("sasl.mechanism.controller.protocol", "PLAIN"),
                Map.entry("listener.name.clients.scram-sha-512.sasl.jaas.config", scram(ADMIN, ADMIN)),
                Map.entry("listener.name.controller.sasl.enabled.mechanisms", "PLAIN"),
                Map.entry(
                        "listener.name.controller.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%1$s\" user_%1$s=\"%1$s\";"
                                .formatted(ADMIN)),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.location", certificate.keyStore().toString()),
                Map.entry("ssl.keystore.password", ServerCertificate.KEY_STORE_PASSWORD),
                Map.entry("ssl.truststore.type", "PEM"),
                Map.entry("ssl.truststore.location", certificate.file().toString()),
                Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:" + ADMIN),
                Map.entry("log.dirs", directory.resolve("data").toString())));
        var file = directory.resolve("server.properties");
        try {
            Files.writeString(
                    file, settings.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static void format(Path configuration, List<String> principals) {
        List<String> command =
                new ArrayList<>(List.of("format", "-t", Uuid.randomUuid().toString(), "-c", configuration.toString()));
        List<String> all = new ArrayList<>(principals);
        all.add(ADMIN);
        for (var principal : all) {
            command.addAll(List.of("--add-scram", "SCRAM-SHA-512=[name=%1$s,password=%1$s]".formatted(principal)));
        }
        var output = new ByteArrayOutputStream();
        if (StorageTool.execute(command.toArray(String[]::new), new PrintStream(output, true, UTF_8)) != 0) {
            throw new IllegalStateException(output.toString(UTF_8));
        }
    }

    private static String scram(String principal, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(principal, password);
    }

    private Path log() {
        return directory.resolve("broker.log");
    }

    @Override
    public void close() {
        process.kill();
        Directories.remove(directory);
    }
}
