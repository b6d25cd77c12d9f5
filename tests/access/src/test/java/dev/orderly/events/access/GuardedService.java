package dev.orderly.events.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.ArrayList;
import java.util.List;

import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A publisher with a web server, and a client that calls it with a token or without. */
final class GuardedService implements AutoCloseable {

    static final String OPERATOR = "token-of-the-operator";
    static final String READER = "token-of-reader-a";
    static final String OTHER_READER = "token-of-reader-b";
    static final String TOKENS = "--orderly.tokens=ops:operator:%s,reader-a:reader:%s,reader-b:reader:%s"
            .formatted(OPERATOR, READER, OTHER_READER);

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

    private GuardedService(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static GuardedService start(Class<?> application, String... arguments) {
        var database = TestServers.database("access");
        return new GuardedService(run(application, database, arguments));
    }

    private static ConfigurableApplicationContext run(
            Class<?> application, TestDatabase database, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--orderly.source=/publisher",
                "--orderly.topic=counter-events",
                // Only the HTTP side is tested: nothing is sent.
                "--spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password()));
        all.addAll(List.of(arguments));
        return new SpringApplicationBuilder(application).run(all.toArray(String[]::new));
    }

    String url() {
        return "http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    HttpResponse<String> call(String method, String path, @Nullable String token, String body) {
        var request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            // The stream has no end: its status is all there is to see.
            return path.endsWith("/stream")
                    ? http.send(
                            request.build(),
                            info -> BodySubscribers.mapping(BodySubscribers.ofInputStream(), GuardedService::close))
                    : http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String close(InputStream endless) {
        try (endless) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    @Override
    public void close() {
        context.close();
    }
}
