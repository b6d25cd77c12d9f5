package dev.orderly.events.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.shop.ShopController;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static dev.orderly.events.access.GuardedService.OPERATOR;
import static dev.orderly.events.access.GuardedService.OTHER_READER;
import static dev.orderly.events.access.GuardedService.READER;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/** Each call of the bus, with no token, a wrong one, a reader's and an operator's. */
@ExtendWith(OutputCaptureExtension.class)
class AccessIT {

    private static final String NOBODY = "0192f0c1-2d3e-7f4a-8b5c-6d7e8f901234";

    /** Who may make each call. A new endpoint of the bus fails this test until it is classified here. */
    private static final Map<String, List<Role>> ALLOWED = Map.ofEntries(
            entry("GET /events", List.of(Role.READER, Role.OPERATOR)),
            entry("GET /events/offset", List.of(Role.READER, Role.OPERATOR)),
            entry("PUT /events/readers/{name}", List.of(Role.READER, Role.OPERATOR)),
            entry("GET /events/readers", List.of(Role.OPERATOR)),
            entry("DELETE /events/readers/{name}", List.of(Role.OPERATOR)),
            entry("GET /dead-letters", List.of(Role.OPERATOR)),
            entry("POST /dead-letters/redrive", List.of(Role.OPERATOR)),
            entry("POST /dead-letters/{eventId}/redrive", List.of(Role.OPERATOR)),
            entry("POST /dead-letters/{eventId}/discard", List.of(Role.OPERATOR)),
            entry("GET /operator", List.of(Role.OPERATOR)),
            entry("GET /operator/events", List.of(Role.OPERATOR)),
            entry("GET /operator/events/{eventId}", List.of(Role.OPERATOR)),
            entry("GET /operator/events/{eventId}/place", List.of(Role.OPERATOR)),
            entry("GET /operator/dead-letters/{eventId}", List.of(Role.OPERATOR)),
            entry("POST /operator/consumers/{name}/pause", List.of(Role.OPERATOR)),
            entry("POST /operator/consumers/{name}/resume", List.of(Role.OPERATOR)),
            entry("POST /operator/replays", List.of(Role.OPERATOR)),
            entry("GET /operator/replays", List.of(Role.OPERATOR)),
            entry("GET /operator/replays/{id}", List.of(Role.OPERATOR)),
            entry("POST /operator/replays/{id}/stop", List.of(Role.OPERATOR)),
            entry("GET /operator/stream", List.of(Role.OPERATOR)));

    /** A service with subscriptions has more endpoints. */
    static final String SUBSCRIPTIONS = "--orderly.subscriptions=counter-events";

    private static GuardedService service;

    @BeforeAll
    static void start() {
        service = GuardedService.start(WithoutSecurityOfItsOwn.class, GuardedService.TOKENS, SUBSCRIPTIONS);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void eachEndpointOfTheBusIsClassified() {
        Map<String, List<Role>> declared = new TreeMap<>();
        endpoints().forEach((info, method) -> declared.put(name(info), rolesOf(method)));

        assertThat(declared).isEqualTo(new TreeMap<>(ALLOWED));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void nobodyGetsInWithoutAToken(String call) {
        var answer = call(call, null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer"));
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void nobodyGetsInWithAWrongToken(String call) {
        for (var wrong : List.of("wrong", OPERATOR + "x", OPERATOR.toUpperCase(), "eyJhbGciOiJub25lIn0.e30.")) {
            assertThat(call(call, wrong).statusCode()).as(wrong).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aReaderMayDoWhatReadersMay(String call) {
        var status = call(call, READER).statusCode();

        if (ALLOWED.get(call).contains(Role.READER)) {
            assertThat(status).isBetween(200, 204);
        } else {
            assertThat(status).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void anOperatorMayDoAll(String call) {
        // 404: there is no dead letter, and no such reader; 400: no such consumer. But the call was executed.
        assertThat(call(call, OPERATOR).statusCode()).isIn(200, 204, 400, 404);
    }

    @Test
    void oneReaderCannotActAsAnother() {
        assertThat(service.call("PUT", "/events/readers/reader-b", READER, "{\"position\":0}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(readers()).doesNotContain("reader-b");

        assertThat(service.call("PUT", "/events/readers/reader-b", OTHER_READER, "{\"position\":0}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(readers()).contains("reader-b");
    }

    /** The forwarder's position is that of the source. */
    @ParameterizedTest
    @CsvSource({"/events/readers/publisher", "/events/readers/%2Fpublisher", "/events/readers//publisher"})
    void noReaderCanTouchTheForwarder(String path) {
        for (var method : List.of("PUT", "DELETE")) {
            assertThat(service.call(method, path, READER, "{\"position\":0}").statusCode())
                    .as(method)
                    .isIn(400, 401, 403, 404);
        }
    }

    /** Ways to write a path that one part of a server could understand, and another not. */
    @ParameterizedTest
    @CsvSource({
        "/dead-letters/",
        "//dead-letters",
        "/./dead-letters",
        "/dead-letters;a=b",
        "/%64ead-letters",
        "/x/..%2fdead-letters",
        "/Dead-Letters"
    })
    void noWayToWriteThePathLeadsPastTheGuard(String path) {
        assertThat(service.call("GET", path, null, "").statusCode()).isBetween(400, 404);
        assertThat(service.call("HEAD", path, null, "").statusCode()).isBetween(400, 404);
    }

    @Test
    void otherMethodsAreRefused() {
        assertThat(service.call("HEAD", "/dead-letters", null, "").statusCode()).isEqualTo(401);
        assertThat(service.call("OPTIONS", "/dead-letters", null, "").statusCode())
                .isEqualTo(401);
        assertThat(service.call("PATCH", "/dead-letters", null, "").statusCode())
                .isEqualTo(401);
        assertThat(service.call("HEAD", "/dead-letters", READER, "").statusCode())
                .isEqualTo(403);
        assertThat(service.call("PATCH", "/dead-letters", OPERATOR, "").statusCode())
                .isEqualTo(405);
    }

    @Test
    void aGetChangesNoRow() {
        // A service that has not had any call yet: the first GET could be the one that writes.
        try (var fresh = GuardedService.start(WithoutSecurityOfItsOwn.class, GuardedService.TOKENS, SUBSCRIPTIONS)) {
            var before = rows(fresh);

            calls().filter(call -> call.startsWith("GET"))
                    .forEach(call -> assertThat(call(fresh, call, OPERATOR).statusCode())
                            .as(call)
                            .isIn(200, 404));

            assertThat(before).hasSizeGreaterThan(10).containsKey("reader_offset");
            assertThat(rows(fresh)).isEqualTo(before);
        }
    }

    @Test
    void anOperatorsActionIsStoredAndLoggedWithItsPrincipal(CapturedOutput output) {
        service.call("POST", "/dead-letters/" + NOBODY + "/discard", OPERATOR, "{\"reason\":\"Kim asked for it\"}");
        service.call("POST", "/dead-letters/redrive?subject=o-1%0aforged", OPERATOR, "");
        service.call("GET", "/dead-letters", OPERATOR, "");

        assertThat(service.jdbc()
                        .sql(
                                "SELECT principal, action, target, outcome FROM orderly.operator_action ORDER BY id DESC LIMIT 2")
                        .query(Stored.class)
                        .list())
                .containsExactly(
                        new Stored("ops", "POST /dead-letters/redrive", "subject=o-1\\nforged", 404),
                        new Stored("ops", "POST /dead-letters/{eventId}/discard", "eventId=" + NOBODY, 404));
        assertThat(output)
                .contains("ops called POST /dead-letters/{eventId}/discard (eventId=%s): 404".formatted(NOBODY))
                .doesNotContain("Kim asked")
                .doesNotContain("\nforged");
    }

    @Test
    void nothingIsDoneIfItCannotBeStored() {
        service.call("PUT", "/events/readers/doomed", OPERATOR, "{\"position\":0}");
        service.jdbc()
                .sql("ALTER TABLE orderly.operator_action RENAME TO hidden")
                .update();
        try {
            assertThat(service.call("DELETE", "/events/readers/doomed", OPERATOR, "")
                            .statusCode())
                    .isEqualTo(500);
        } finally {
            service.jdbc()
                    .sql("ALTER TABLE orderly.hidden RENAME TO operator_action")
                    .update();
        }
        assertThat(readers()).contains("doomed");
    }

    @Test
    void noAnswerOrLogLineContainsAToken(CapturedOutput output) {
        calls().forEach(call -> Stream.of(OPERATOR, READER, OPERATOR + "x")
                .forEach(token -> assertThat(call(call, token).body()).doesNotContain(OPERATOR, READER)));

        assertThat(output).doesNotContain(OPERATOR, READER);
    }

    @Test
    void withoutTokensTheEndpointsDoNotExistAndTheStartSaysSo(CapturedOutput output) {
        try (var closed = GuardedService.start(WithOpenShop.class, SUBSCRIPTIONS)) {
            for (var call : calls().toList()) {
                assertThat(call(closed, call, null).statusCode()).as(call).isEqualTo(404);
                assertThat(call(closed, call, OPERATOR).statusCode()).as(call).isEqualTo(404);
            }
        }
        assertThat(output)
                .contains(
                        "The feed and the operator's API do not exist: to have them, set ORDERLY_TOKENS or spring.security.oauth2.resourceserver.jwt.issuer-uri");
    }

    @Test
    void openToAllIfSaidSoAndTheStartWarns(CapturedOutput output) {
        try (var open = GuardedService.start(WithoutSecurityOfItsOwn.class, "--orderly.http.open=true")) {
            assertThat(call(open, "GET /dead-letters", null).statusCode()).isEqualTo(200);
            assertThat(call(open, "GET /events", "any").statusCode()).isEqualTo(200);
            call(open, "POST /dead-letters/redrive", null);
            assertThat(open.jdbc()
                            .sql("SELECT principal FROM orderly.operator_action")
                            .query(String.class)
                            .list())
                    .containsExactly("anonymous");
        }
        assertThat(output).containsPattern("WARN .*The feed and the operator's API are open");
    }

    /** A browser adds Origin and Host by itself, and no token: only where no token is needed could a page do harm. */
    @Test
    void anOpenApiTakesNothingFromPagesOfAnotherSite() {
        try (var open = GuardedService.start(WithOpenShop.class, "--orderly.http.open=true", SUBSCRIPTIONS)) {
            for (var call : calls().toList()) {
                if (!call.startsWith("GET")) {
                    assertThat(raw(open, call, "localhost", "http://evil.example"))
                            .as(call)
                            .startsWith("HTTP/1.1 403 ");
                }
                assertThat(raw(open, call, "evil.example", "http://evil.example"))
                        .as(call)
                        .startsWith("HTTP/1.1 403 ");
            }
            assertThat(open.jdbc()
                            .sql("SELECT count(*) FROM orderly.reader_offset")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    /** Boot's default chain locks everything that the application does not open. */
    @Test
    void theApplicationsOwnCallsAreAsOpenAsWithoutTheBus() {
        assertThat(service.call("GET", "/own", null, "").statusCode()).isEqualTo(401);
        assertThat(service.call("GET", "/own", OPERATOR, "").statusCode()).isEqualTo(401);
        try (var open = GuardedService.start(WithOpenShop.class, GuardedService.TOKENS)) {
            assertThat(open.call("GET", "/own", null, "").statusCode()).isEqualTo(200);
            assertThat(open.call("GET", "/dead-letters", null, "").statusCode()).isEqualTo(401);
        }
    }

    static Stream<String> calls() {
        return new TreeSet<>(ALLOWED.keySet()).stream();
    }

    private static HttpResponse<String> call(String call, String token) {
        return call(service, call, token);
    }

    static HttpResponse<String> call(GuardedService service, String call, String token) {
        var parts = call.split(" ");
        var path = pathOf(parts[1]);
        var query = call.endsWith("dead-letters/redrive") || call.equals("GET /operator/events")
                ? "?subject=nobody"
                : call.equals("GET /events/offset") ? "?at=latest" : "";
        var body = parts[0].equals("PUT")
                ? "{\"position\":0}"
                : path.endsWith("discard")
                        ? "{\"reason\":\"because\"}"
                        : call.equals("POST /operator/replays") ? "{\"consumer\":\"nobody\"}" : "";
        return service.call(parts[0], path + query, token, body);
    }

    private static String pathOf(String pattern) {
        return pattern.replace("{name}", "reader-a")
                .replace("{eventId}", NOBODY)
                .replace("{id}", "0");
    }

    /** The head of the answer. Java's own client does not let its caller set Host. */
    private static String raw(GuardedService service, String call, String host, String origin) {
        var url = URI.create(service.url());
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(20_000);
            var request =
                    "%s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"position\":0}"
                            .formatted(pathOf(call), host, origin);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<RequestMappingInfo, HandlerMethod> endpoints() {
        Map<RequestMappingInfo, HandlerMethod> ofTheBus =
                new HashMap<>(service.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                        .getHandlerMethods());
        ofTheBus.values().removeIf(method -> !method.getBeanType().getName().startsWith("dev.orderly.events."));
        return ofTheBus;
    }

    private static String name(RequestMappingInfo info) {
        return "%s %s"
                .formatted(
                        info.getMethodsCondition().getMethods().iterator().next(),
                        info.getPatternValues().iterator().next());
    }

    private static List<Role> rolesOf(HandlerMethod method) {
        var allowed = method.getMethodAnnotation(AllowedTo.class);
        return allowed == null ? List.of() : List.of(allowed.value());
    }

    /** A checksum of each table of the bus. */
    private static Map<String, String> rows(GuardedService service) {
        Map<String, String> rows = new TreeMap<>();
        service.jdbc()
                .sql("SELECT relname FROM pg_class WHERE relnamespace = 'orderly'::regnamespace AND relkind = 'r'")
                .query(String.class)
                .list()
                .forEach(table -> rows.put(
                        table,
                        service.jdbc()
                                .sql(
                                        "SELECT coalesce(md5(string_agg(md5(row::text), ',' ORDER BY row::text)), '') FROM orderly.%s AS row"
                                                .formatted(table))
                                .query(String.class)
                                .single()));
        return rows;
    }

    private static String readers() {
        return service.call("GET", "/events/readers", OPERATOR, "").body();
    }

    record Stored(String principal, String action, String target, int outcome) {}

    @EventType("access.counted.v1")
    record Counted(String aggregateId) implements DomainEvent {}

    /** Spring Boot's default chain protects it. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class WithoutSecurityOfItsOwn {

        @Bean
        ShopController own() {
            return new ShopController();
        }

        @EventHandler
        void on(Counted event) {}
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class WithOpenShop {

        @Bean
        ShopController own() {
            return new ShopController();
        }

        @EventHandler
        void on(Counted event) {}

        @Bean
        SecurityFilterChain open(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }
}
