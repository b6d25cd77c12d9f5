package dev.orderly.shop.web;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The responses of the shop's services to invalid requests, over real HTTP. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"spring.config.import=classpath:shop-service.yml", "spring.application.name=shelf"})
@ExtendWith(OutputCaptureExtension.class)
class ProblemDetailsIT {

    private static final String ID = "0192f0c1-2d3e-7f4a-8b5c-6d7e8f901234";
    private static final JsonMapper json = JsonMapper.shared();

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Test
    void takesAValidThingAndWritesItsNumbersPlain() {
        var answer = post("{\"name\":\"a\",\"count\":1,\"price\":1e20,\"later\":{\"unknown\":[1]}}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"name\":\"a\",\"count\":1,\"price\":100000000000000000000,\"parts\":null}\n");
    }

    static Stream<Arguments> malformedBodies() {
        var deep = "[".repeat(501) + "]".repeat(501);
        return Stream.of(
                arguments("nothing", "", ""),
                arguments("a blank", " ", ""),
                arguments("broken", "{\"name\":", ""),
                arguments("a word", "hello", ""),
                arguments("trailing token", thing("1") + "1", ""),
                arguments("two documents", thing("1") + thing("1"), ""),
                arguments("duplicate key", "{\"name\":\"a\",\"name\":\"b\",\"count\":1,\"price\":1}", ""),
                arguments("duplicate unknown key", "{\"x\":1,\"x\":1}", ""),
                arguments("an array", "[]", ""),
                arguments("a text", "\"x\"", ""),
                arguments("empty text", "\"\"", ""),
                arguments("text for a number", thing("\"1\""), "/count"),
                arguments("empty text for a number", thing("\"\""), "/count"),
                arguments("fraction for a whole number", thing("1.5"), "/count"),
                arguments("float for a whole number", thing("1.0"), "/count"),
                arguments("boolean for a number", thing("true"), "/count"),
                arguments("over int", thing("2147483648"), "/count"),
                arguments("over long", thing("9223372036854775808"), "/count"),
                arguments("huge for a whole number", thing("1e999999999"), "/count"),
                arguments("1001 digits for a whole number", thing("1".repeat(1001)), ""),
                arguments("1001 digits", price("1".repeat(1001)), ""),
                arguments("1001 digits where nobody looks", "{\"x\":" + "1".repeat(1001) + "}", ""),
                arguments("NaN", price("NaN"), ""),
                arguments("infinity", price("Infinity"), ""),
                arguments("exponent over int", price("1e99999999999"), "/price"),
                arguments("text for a decimal", price("\"1\""), "/price"),
                arguments("number for a text", "{\"name\":7,\"count\":1,\"price\":1}", "/name"),
                arguments("boolean for a text", "{\"name\":true,\"count\":1,\"price\":1}", "/name"),
                arguments("object for a text", "{\"name\":{},\"count\":1,\"price\":1}", "/name"),
                arguments("array for a text", "{\"name\":[\"a\"],\"count\":1,\"price\":1}", "/name"),
                arguments("U+0000", "{\"name\":\"a\\u0000b\",\"count\":1,\"price\":1}", "/name"),
                arguments("lone surrogate", "{\"name\":\"a\\ud800b\",\"count\":1,\"price\":1}", "/name"),
                arguments("turned surrogates", "{\"name\":\"\\udc00\\ud800\",\"count\":1,\"price\":1}", "/name"),
                arguments("object for an array", parts("{}"), "/parts"),
                arguments("text for an array", parts("\"\""), "/parts"),
                arguments("text for an object", parts("[{\"label\":\"x\"},\"y\"]"), "/parts/1"),
                arguments("number in a part", parts("[{\"label\":\"x\"},{\"label\":1}]"), "/parts/1/label"),
                arguments("too deep", "{\"x\":" + deep + "}", ""),
                arguments("far too deep", "[".repeat(10_000), ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedBodies")
    void refusesAMalformedBodyAndPointsAtIt(String name, String body, String pointer) {
        var answer = post(body);

        var problem = problem(answer, 400, "malformed-body");
        assertThat(problem.at("/errors")).hasSize(1);
        assertThat(problem.at("/errors/0/pointer").stringValue()).isEqualTo(pointer);
        assertThat(problem.at("/errors/0/message").stringValue()).isNotBlank();
    }

    static Stream<Arguments> notUtf8() {
        return Stream.of(
                arguments("Latin-1", "{\"name\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1)),
                arguments("UTF-16", thing("1").getBytes(StandardCharsets.UTF_16)),
                arguments("UTF-16 without a mark", thing("1").getBytes(StandardCharsets.UTF_16LE)),
                arguments("overlong", bytes("{\"name\":\"", 0xC0, 0x80, "\"}")),
                arguments("surrogate in UTF-8", bytes("{\"name\":\"", 0xED, 0xA0, 0x80, "\"}")),
                arguments("cut off", bytes("{\"name\":\"", 0xE2, 0x82)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notUtf8")
    void refusesABodyThatIsNotUtf8(String name, byte[] body) {
        problem(send(things().POST(BodyPublishers.ofByteArray(body))), 400, "malformed-body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;charset=utf-16",
                "application/json;charset=latin1",
                "application/json; charset=nonsense",
                "application/json; charset=\"\"",
                "application/json; charset=%%%"
            })
    void readsUtf8WhateverTheContentTypeClaims(String contentType) {
        var answer = send(request("/things")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString("{\"name\":\"가\",\"count\":1,\"price\":1}")));

        assertThat(answer.statusCode()).isIn(200, 400, 415);
        if (answer.statusCode() == 200) {
            assertThat(answer.body()).contains("가");
        } else {
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    @Test
    void namesEveryRuleThatABodyBreaks() {
        var answer = post("{\"name\":\" \",\"count\":0,\"parts\":[{\"label\":\"x\"},null,{\"label\":\"\"}]}");

        var problem = problem(answer, 400, "invalid-request");
        assertThat(problem.at("/errors").values().stream()
                        .map(e -> e.at("/pointer").stringValue()))
                .containsExactly("/count", "/name", "/parts/1", "/parts/2/label", "/price");
        assertThat(problem.at("/errors/1/message").stringValue()).isEqualTo("must not be blank");
    }

    @ParameterizedTest
    @CsvSource({
        "/things/nonsense,               /id",
        "/things/1-1-1-1-1,              /id",
        "/things/" + ID + "?limit=0,     /limit",
        "/things/" + ID + "?limit=101,   /limit",
        "/things/" + ID + "?limit=x,     /limit",
        "/things/" + ID + "?limit=13,    /limit",
        "/things/" + ID + "?limit=99999999999, /limit",
        "/things/" + ID + "?color=GREEN, /color",
    })
    void namesTheParameterThatIsWrong(String path, String pointer) {
        var problem = problem(send(request(path)), 400, "invalid-request");

        assertThat(problem.at("/errors/0/pointer").stringValue()).isEqualTo(pointer);
    }

    @Test
    void answersInEnglishWhateverLanguageTheClientPrefers() {
        var answer = send(things().header("Accept-Language", "de").POST(BodyPublishers.ofString("{\"name\":\"\"}")));

        assertThat(answer.body()).contains("must not be blank");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /nothing,                404, not-found",
        "POST,   /nothing,                404, not-found",
        "GET,    /error,                  404, not-found",
        "GET,    //,                      400, bad-request",
        "GET,    //things,                404, not-found",
        "GET,    /things/" + ID + "/,     404, not-found",
        "GET,    /favicon.ico,            404, not-found",
        "GET,    /,                       404, not-found",
        "GET,    /swagger-ui.html,        404, not-found",
        "GET,    /swagger-ui/index.html,  404, not-found",
        "GET,    /v3/api-docs,            404, not-found",
        "GET,    /v3/api-docs.yaml,       404, not-found",
        "GET,    /v3/api-docs/swagger-config, 404, not-found",
        "GET,    /actuator,               404, not-found",
        "GET,    /actuator/env,           404, not-found",
        "DELETE, /things,                 405, method-not-allowed",
        "PATCH,  /things,                 405, method-not-allowed",
        "FOO,    /things,                 405, method-not-allowed",
    })
    void answersAWrongAddressOrMethodWithAProblem(
            String method, String path, int status, String type, CapturedOutput log) {
        var answer = raw("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                .formatted(method, path));

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer).contains("Content-Type: application/problem+json", "urn:orderly:problem:" + type);
        if (status == 405) {
            assertThat(answer).contains("Allow: POST");
        }
        assertThat(log.getOut()).doesNotContain("Failure in @ExceptionHandler");
        assertKeepsSecrets(answer);
    }

    @Test
    void refusesOtherMediaTypes() {
        problem(
                send(request("/things").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("x"))),
                415,
                "unsupported-media-type");
        problem(
                send(request("/things")
                        .header("Content-Type", "multipart/form-data; boundary=x")
                        .POST(BodyPublishers.ofString("x"))),
                415,
                "unsupported-media-type");
        problem(
                send(request("/things")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("a=%"))),
                415,
                "unsupported-media-type");
        problem(
                send(request("/things").header("Content-Type", "nonsense").POST(BodyPublishers.ofString("x"))),
                415,
                "unsupported-media-type");
        problem(
                send(things().header("Accept", "text/html").POST(BodyPublishers.ofString(thing("1")))),
                406,
                "not-acceptable");
        problem(
                send(things().header("Accept", "nonsense").POST(BodyPublishers.ofString(thing("1")))),
                406,
                "not-acceptable");
    }

    @Test
    void acceptsABodyOf64KiBAndRefusesOneByteMore() {
        var frame = thing("1").length() + "\"x\":\"\",".length();
        var fits = thing("1").replace("{\"name\"", "{\"x\":\"" + "x".repeat(65_536 - frame) + "\",\"name\"");
        assertThat(fits).hasSize(65_536);

        assertThat(post(fits).statusCode()).isEqualTo(200);
        problem(post(fits + " "), 413, "content-too-large");
    }

    @ParameterizedTest
    @ValueSource(ints = {65_537, 100_000, 1_000_000, 10_000_000})
    void refusesABodyOverTheLimitHoweverItIsSent(int size) {
        var body = "x".repeat(size).getBytes(StandardCharsets.UTF_8);

        problem(send(things().POST(BodyPublishers.ofByteArray(body))), 413, "content-too-large");
        problem(send(things().POST(BodyPublishers.ofByteArrays(List.of(body)))), 413, "content-too-large");
    }

    @Test
    void refusesABodyThatIsNotSentAsAnnounced() {
        var head =
                "POST /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";

        assertRefused(raw(head + "Content-Length: 1000\r\n\r\n{\"name\":\"a\""), "400");
        assertRefused(raw(head + "Content-Length: -1\r\n\r\n" + thing("1")), "400");
        assertRefused(raw(head + "Content-Length: 99999999999999999999\r\n\r\n" + thing("1")), "400");
        assertRefused(raw(head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + thing("1")), "400");
        assertRefused(raw(head + "Content-Length: 5\r\n\r\n" + thing("1")), "400");
        assertRefused(raw(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"), "400");
        assertRefused(raw(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{}"), "400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "GET / HTTP/9.9",
                "G(T / HTTP/1.1",
                "GET /<script> HTTP/1.1",
                "GET /%00 HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "GET /%c0%80 HTTP/1.1",
                "GET /..%2f..%2fetc HTTP/1.1",
                "GET /../.. HTTP/1.1",
                "GET /things/%5c HTTP/1.1",
                "GET /things/" + ID + "?limit=%zz HTTP/1.1",
                "GET /things/" + ID + "?%=1 HTTP/1.1",
                "TRACE / HTTP/1.1",
                "CONNECT localhost:80 HTTP/1.1",
                "GET http://[/ HTTP/1.1",
                "\u0000\u0001\u0002",
            })
    void answersARequestLineThatTomcatRefusesWithoutAWordOfTomcat(String requestLine) {
        var answer = raw(requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
        assertKeepsSecrets(answer);
        assertThat(answer).contains("Content-Type: application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a b",
                "Host: localhost\r\nHost: localhost",
                "Transfer-Encoding: nonsense",
                "Expect: nonsense",
                "No colon",
                "Bad header: \u0000",
            })
    void answersABadHeaderWithAProblem(String header) {
        var host = header.startsWith("Host") ? "" : "Host: localhost\r\n";
        var answer = raw("GET /things HTTP/1.1\r\n" + host + header + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
        assertKeepsSecrets(answer);
    }

    @Test
    void refusesAHeadThatIsTooLong() {
        assertRefused(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"), "4");
        assertRefused(raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"), "4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-connection",
                "connection-lost",
                "commit-lost",
                "connection-ended",
                "commit-reset",
                "timeout",
                "admin-shutdown"
            })
    void asksToComeBackWhenTheDatabaseIsAway(String failure) {
        var answer = send(request("/failures/" + failure));

        problem(answer, 503, "service-unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bug", "sql-bug"})
    void tellsNobodyButTheLogAboutABug(String failure, CapturedOutput log) {
        var answer = send(request("/failures/" + failure));

        problem(answer, 500, "internal-server-error");
        assertThat(log)
                .contains(
                        "GET /failures/" + failure + " answered with 500: unexpected error",
                        "\tat dev.orderly.shop.web.Shelf");
    }

    private static String thing(String count) {
        return "{\"name\":\"a\",\"count\":" + count + ",\"price\":1}";
    }

    private static String price(String price) {
        return "{\"name\":\"a\",\"count\":1,\"price\":" + price + "}";
    }

    private static String parts(String parts) {
        return "{\"name\":\"a\",\"count\":1,\"price\":1,\"parts\":" + parts + "}";
    }

    private static byte[] bytes(Object... parts) {
        var text = new StringBuilder();
        for (var part : parts) {
            text.append(part instanceof Integer octet ? String.valueOf((char) octet.intValue()) : part);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpRequest.Builder things() {
        return request("/things").header("Content-Type", "application/json");
    }

    private HttpResponse<String> post(String body) {
        return send(things().POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends raw bytes, closes the sending half of the connection, and reads until the server closes its half. */
    private String raw(String request) {
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(String answer, String status) {
        assertThat(answer).contains("HTTP/1.1 " + status).contains("application/problem+json");
        assertKeepsSecrets(answer);
    }

    private static JsonNode problem(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertKeepsSecrets(answer.body());
        var problem = json.readTree(answer.body());
        assertThat(problem.at("/type").stringValue()).isEqualTo("urn:orderly:problem:" + type);
        assertThat(problem.at("/status").intValue()).isEqualTo(status);
        assertThat(problem.at("/title").stringValue()).isNotBlank();
        assertThat(problem.at("/detail").stringValue()).isNotBlank();
        return problem;
    }

    private static void assertKeepsSecrets(String answer) {
        assertThat(answer)
                .doesNotContainIgnoringCase(
                        "exception",
                        "java",
                        "jackson",
                        "springframework",
                        "tomcat",
                        "<html",
                        "secret",
                        "select",
                        "dev.orderly",
                        "\tat ");
    }
}
