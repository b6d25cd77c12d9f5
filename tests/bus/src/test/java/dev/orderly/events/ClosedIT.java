package dev.orderly.events;

import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The library alone: nothing can guard its endpoints, so they do not exist. */
@ExtendWith(OutputCaptureExtension.class)
class ClosedIT {

    @Test
    void withoutSpringSecurityTheFeedAndTheOperatorsApiDoNotExist(CapturedOutput output) {
        var database = TestServers.database("closed");
        try (var service = new SpringApplicationBuilder(Service.class)
                .run(
                        "--server.port=0",
                        "--orderly.http.open=false",
                        "--orderly.tokens=ops:operator:a-token",
                        "--orderly.source=/closed",
                        "--orderly.topic=closed-events",
                        "--spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration",
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password())) {
            var http = RestClient.create(
                    "http://localhost:" + service.getEnvironment().getProperty("local.server.port"));
            for (var path : new String[] {"/events", "/events/readers", "/dead-letters"}) {
                assertThat((Integer) http.get()
                                .uri(path)
                                .header("Authorization", "Bearer a-token")
                                .exchange((request, response) ->
                                        response.getStatusCode().value()))
                        .as(path)
                        .isEqualTo(404);
            }
        }
        assertThat(output)
                .contains(
                        "The feed and the operator's API do not exist: to have them, add the dependency org.springframework.boot:spring-boot-starter-security-oauth2-resource-server, and set ORDERLY_TOKENS");
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Service {}
}
