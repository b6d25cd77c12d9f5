package dev.orderly.events.access;

import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.stream.Stream;

import com.nimbusds.jwt.PlainJWT;
import dev.orderly.events.EventHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** Each call of the bus, with signed tokens of an identity provider, which Spring Boot's own properties name. */
class JwtIT {

    private static final String READS = "profile orderly.reader";
    private static final String OPERATES = "profile orderly.operator";

    private static IdentityProvider provider;
    private static GuardedService service;

    @BeforeAll
    static void start() throws IOException {
        provider = new IdentityProvider();
        service = GuardedService.start(
                Publisher.class,
                GuardedService.TOKENS,
                AccessIT.SUBSCRIPTIONS,
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + provider.issuer(),
                "--spring.security.oauth2.resourceserver.jwt.audiences=" + IdentityProvider.AUDIENCE);
    }

    @AfterAll
    static void stop() {
        service.close();
        provider.close();
    }

    static Stream<String> calls() {
        return AccessIT.calls();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aScopeAllowsWhatTheRoleOfATokenDoes(String call) {
        var asReader = status(call, provider.token("reader-a", READS));

        assertThat(asReader)
                .isEqualTo(AccessIT.call(service, call, GuardedService.READER).statusCode());
        assertThat(status(call, provider.token("reader-b", "profile"))).isEqualTo(403);
        // 404: there is no dead letter, and no such reader; 400: no such consumer. But the call was executed.
        assertThat(status(call, provider.token("kim", OPERATES))).isIn(200, 204, 400, 404);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void noTokenIsTakenThatTheProviderDidNotIssueForThisServiceAndThisTime(String call) {
        var claims = provider.claims("kim", OPERATES);
        var wrong = Map.of(
                "signed with another key", provider.forgedToken(claims.build()),
                "not signed", new PlainJWT(claims.build()).serialize(),
                "changed", provider.token("kim", READS).replaceFirst("\\.[^.]*\\.", "." + payload("kim") + "."),
                "expired",
                        provider.token(provider.claims("kim", OPERATES)
                                .expirationTime(Date.from(Instant.now().minusSeconds(600)))
                                .build()),
                "of another issuer",
                        provider.token(provider.claims("kim", OPERATES)
                                .issuer("https://evil.example")
                                .build()),
                "for another service",
                        provider.token(provider.claims("kim", OPERATES)
                                .audience("payroll")
                                .build()));

        assertThat(wrong)
                .allSatisfy(
                        (how, token) -> assertThat(status(call, token)).as(how).isEqualTo(401));
    }

    @Test
    void theSubjectIsThePrincipal() {
        assertThat(status("PUT /events/readers/{name}", provider.token("reader-b", READS)))
                .as("reader-a's position")
                .isEqualTo(403);

        status("POST /dead-letters/redrive", provider.token("kim", OPERATES));

        assertThat(service.jdbc()
                        .sql("SELECT principal FROM orderly.operator_action ORDER BY id DESC LIMIT 1")
                        .query(String.class)
                        .single())
                .isEqualTo("kim");
    }

    /** What an operator's token contains, without its signature. */
    private static String payload(String subject) {
        return provider.token(subject, OPERATES).split("\\.")[1];
    }

    private static int status(String call, String token) {
        return AccessIT.call(service, call, token).statusCode();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {

        @EventHandler
        void on(AccessIT.Counted event) {}
    }
}
