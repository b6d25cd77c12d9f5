package dev.orderly.shop.refund.web;

import java.time.Instant;
import java.util.UUID;

import dev.orderly.shop.refund.RefundServiceTest;
import dev.orderly.shop.refund.domain.RefundStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.json.JsonCompareMode;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;

class RefundsControllerIT extends RefundServiceTest {

    @Test
    void showsARefundThatIsRequested() {
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(serverError()));
        requestRefund.request(orderId, won("30000.50"));
        var refund = refundOf(orderId);

        assertAnswer(orderId, """
                {"items":[{"refundId":"%s","orderId":"%s","amount":{"amount":30000.50,"currency":"KRW"},
                 "status":"REQUESTED","requestedAt":"%s","completedAt":null}]}
                """.formatted(refund.id(), orderId, refund.requestedAt()));
    }

    @Test
    void showsARefundThatIsCompleted() {
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(receipt("r-1")));
        requestRefund.request(orderId, won("30000"));
        awaitStatus(orderId, RefundStatus.COMPLETED);
        var refund = refundOf(orderId);

        assertThat(refund.settledAt()).isBetween(refund.requestedAt(), Instant.now());
        assertAnswer(orderId, """
                {"items":[{"refundId":"%s","orderId":"%s","amount":{"amount":30000,"currency":"KRW"},
                 "status":"COMPLETED","requestedAt":"%s","completedAt":"%s"}]}
                """.formatted(refund.id(), orderId, refund.requestedAt(), refund.settledAt()));
    }

    @Test
    void showsARefundThatIsRejected() {
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(okJson("{}").withStatus(422)));
        requestRefund.request(orderId, won("30000"));
        awaitStatus(orderId, RefundStatus.REJECTED);
        var refund = refundOf(orderId);

        assertAnswer(orderId, """
                {"items":[{"refundId":"%s","orderId":"%s","amount":{"amount":30000,"currency":"KRW"},
                 "status":"REJECTED","requestedAt":"%s","completedAt":null}]}
                """.formatted(refund.id(), orderId, refund.requestedAt()));
    }

    @Test
    void showsNothingOfAnUnknownOrder() {
        assertAnswer(UUID.randomUUID(), "{\"items\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/refunds", "/refunds?orderId=", "/refunds?orderId=42", "/refunds?orderId=1-1-1-1-1"})
    void wantsAnOrderId(String uri) {
        rest.get()
                .uri(uri)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void isDescribedByOpenApi() {
        rest.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.paths['/refunds'].get.parameters[0].name")
                .isEqualTo("orderId")
                .jsonPath("$.paths['/refunds'].get.parameters[0].required")
                .isEqualTo(true)
                .jsonPath("$.paths['/refunds'].get.parameters[0].schema.format")
                .isEqualTo("uuid");
    }

    private void assertAnswer(UUID orderId, String json) {
        rest.get()
                .uri("/refunds?orderId={orderId}", orderId)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectBody()
                .json(json, JsonCompareMode.STRICT);
    }
}
