package dev.orderly.shop.order;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls the service over real HTTP, with the token of an operator. */
final class Client {

    static final JsonMapper json = JsonMapper.shared();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String baseUrl;

    Client(Environment environment) {
        this.baseUrl = "http://localhost:" + environment.getRequiredProperty("local.server.port");
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, BodyPublishers.ofString(body), headers);
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + RealService.OPERATOR_TOKEN)
                .method(method, body);
        if (body.contentLength() != 0) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Content-Type")) {
                request.setHeader(headers[i], headers[i + 1]);
            } else {
                request.header(headers[i], headers[i + 1]);
            }
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Places a valid order and returns its id. */
    String placeOrder() {
        return post("/orders", order()).hasStatus(201).json("/orderId").stringValue();
    }

    Answer cancel(String orderId, String... headers) {
        return post("/orders/" + orderId + "/cancellation", "{\"reason\":\"changed my mind\"}", headers);
    }

    Answer ship(String orderId, String... headers) {
        return post("/orders/" + orderId + "/shipment", "", headers);
    }

    /** The types of the order's events, in the order of their positions. */
    List<String> events(String orderId) {
        long offset = 0;
        var types = new ArrayList<String>();
        while (true) {
            var batch =
                    get("/events?limit=1000&offset=" + offset).hasStatus(200).json("");
            if (batch.isEmpty()) {
                return types;
            }
            for (var event : batch) {
                offset = Long.parseLong(event.at("/sequence").stringValue());
                if (event.at("/subject").stringValue().equals(orderId)) {
                    types.add(event.at("/type").stringValue());
                }
            }
        }
    }

    static String order() {
        return """
                {"customer":{"id":"c-1","name":"Kim","email":"kim@example.com"},
                 "lines":[{"productId":"p-1","quantity":2,"unitPrice":15000}],
                 "currency":"KRW"}""";
    }

    record Answer(int status, HttpHeaders headers, String body) {

        Answer hasStatus(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            return this;
        }

        /** A problem of this type, without internal details. */
        Answer isProblem(int expected, String type) {
            hasStatus(expected);
            assertThat(header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(json("/type").stringValue()).isEqualTo("urn:orderly:problem:" + type);
            assertThat(json("/status").intValue()).isEqualTo(expected);
            keepsSecrets();
            return this;
        }

        Answer pointsAt(String... pointers) {
            assertThat(json("/errors").values().stream()
                            .map(error -> error.at("/pointer").stringValue()))
                    .as(body)
                    .containsExactly(pointers);
            return this;
        }

        Answer keepsSecrets() {
            assertThat(body)
                    .doesNotContainIgnoringCase(
                            "exception", "springframework", "jackson", "java.", "tomcat", "psql", "hikari")
                    .doesNotContain("dev.orderly", "\tat ", "select ", "insert ", "<html");
            return this;
        }

        String header(String name) {
            return headers.firstValue(name).orElse(null);
        }

        JsonNode json(String pointer) {
            return json.readTree(body).at(pointer);
        }
    }
}
