package dev.orderly.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Calls services with the operator's token. A call takes two seconds at most, and an answer 8 MB. */
final class HttpCalls {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int LARGEST = 8 * 1024 * 1024;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final JsonMapper json;
    private final String token;

    HttpCalls(JsonMapper json, String token) {
        this.json = json;
        this.token = token;
    }

    Answer get(URI uri) throws IOException, InterruptedException {
        return send(request(uri).GET());
    }

    /** A call that may take as long as this. */
    Answer get(URI uri, Duration timeout) throws IOException, InterruptedException {
        return send(request(uri).timeout(timeout).GET());
    }

    /** @param body null for none */
    Answer post(URI uri, @Nullable String body) throws IOException, InterruptedException {
        var request = request(uri).header("Content-Type", "application/json");
        return send(
                body == null
                        ? request.POST(HttpRequest.BodyPublishers.noBody())
                        : request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The lines of an endless answer. */
    Stream<String> lines(URI uri) throws IOException, InterruptedException {
        // No timeout of the request: it would end the stream.
        var response = http.send(authorized(HttpRequest.newBuilder(uri)).build(), HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("%s answered %d".formatted(uri, response.statusCode()));
        }
        return response.body();
    }

    private HttpRequest.Builder request(URI uri) {
        return authorized(HttpRequest.newBuilder(uri).timeout(TIMEOUT));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            var bytes = in.readNBytes(LARGEST);
            return new Answer(response.statusCode(), tree(bytes));
        }
    }

    private JsonNode tree(byte[] bytes) {
        try {
            return bytes.length == 0 ? json.nullNode() : json.readTree(bytes);
        } catch (JacksonException e) {
            return json.getNodeFactory().stringNode(new String(bytes, UTF_8));
        }
    }

    /** What a service answered. */
    static final class Answer {

        private final int status;
        private final JsonNode body;

        Answer(int status, JsonNode body) {
            this.status = status;
            this.body = body;
        }

        int status() {
            return status;
        }

        JsonNode body() {
            return body;
        }

        boolean isOk() {
            return status / 100 == 2;
        }
    }
}
