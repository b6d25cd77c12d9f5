package dev.orderly.shop.order;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The shop in production: customers and employees log in. */
@RealService
@TestPropertySource(properties = "shop.login=true")
@Import(ShopLoginIT.IdentityProvider.class)
class ShopLoginIT {

    private static final String UNKNOWN = "0192f0c1-2d3e-7f4a-8b5c-6d7e8f901234";

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private Environment environment;

    @ParameterizedTest
    @CsvSource({
        "GET,  /orders,                                 401, 403, 200",
        "GET,  /orders/" + UNKNOWN + ",                 401, 404, 404",
        "POST, /orders/" + UNKNOWN + "/cancellation,    401, 404, 404",
        "POST, /orders/" + UNKNOWN + "/shipment,        401, 403, 404",
        "POST, /orders,                                 401, 400, 400",
        "GET,  /v3/api-docs,                            401, 403, 403",
        "GET,  /dead-letters,                           401, 403, 403",
        "GET,  /events,                                 401, 403, 403",
        "GET,  /readyz,                                 200, 200, 200",
    })
    void whoMayCallWhat(String method, String path, int nobody, int customer, int employee) throws Exception {
        assertThat(call(method, path, null)).as("nobody").isEqualTo(nobody);
        assertThat(call(method, path, "forged")).as("forged").isEqualTo(401);
        assertThat(call(method, path, "customer")).as("customer").isEqualTo(customer);
        assertThat(call(method, path, "employee")).as("employee").isEqualTo(employee);
    }

    @Test
    void aJwtWithTheScopeOpensTheOperatorsApi() throws Exception {
        assertThat(call("GET", "/dead-letters", "operator")).isEqualTo(200);
        assertThat(call("GET", "/dead-letters", RealService.OPERATOR_TOKEN)).isEqualTo(200);
    }

    private int call(String method, String path, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + environment.getRequiredProperty("local.server.port") + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        path.endsWith("/cancellation")
                                ? BodyPublishers.ofString("{\"reason\":\"late\"}")
                                : BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    /** Decodes the name of a role as a token that has it. */
    @TestConfiguration
    static class IdentityProvider {

        @Bean
        JwtDecoder jwtDecoder() {
            return token -> {
                var scope =
                        switch (token) {
                            case "customer" -> "shop";
                            case "employee" -> "shop shop.employee";
                            case "operator" -> "orderly.operator";
                            default -> throw new BadJwtException("unknown");
                        };
                return Jwt.withTokenValue(token)
                        .header("alg", "none")
                        .subject(token)
                        .claim("scope", scope)
                        .build();
            };
        }
    }
}
