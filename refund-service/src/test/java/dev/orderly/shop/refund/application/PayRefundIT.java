package dev.orderly.shop.refund.application;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.orderly.shop.contract.RefundCompleted;
import dev.orderly.shop.contract.RefundRejected;
import dev.orderly.shop.refund.RefundServiceTest;
import dev.orderly.shop.refund.domain.RefundStatus;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PayRefundIT extends RefundServiceTest {

    @Autowired
    private Tracer tracer;

    @Test
    void asksTheGatewayAndCompletesWithItsReceipt() {
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(receipt("r-1")));

        requestRefund.request(orderId, won("3E+4"));

        awaitStatus(orderId, RefundStatus.COMPLETED);
        var refund = refundOf(orderId);
        var call = calls(orderId).get(0);
        assertThat(call.getHeader("Idempotency-Key")).isEqualTo(refund.id().toString());
        assertThat(call.getHeader("Content-Type")).startsWith("application/json");
        assertThat(call.getBodyAsString())
                .isEqualTo("{\"refundId\":\"%s\",\"orderId\":\"%s\",\"amount\":30000,\"currency\":\"KRW\"}"
                        .formatted(refund.id(), orderId));
        assertThat(refund.id().version()).isEqualTo(7);
        assertThat(told(orderId)).containsExactly(new RefundCompleted(refund.id(), orderId, refund.amount(), "r-1"));
    }

    @Test
    void isAwakeRightAfterTheCommit() {
        gateway.stubFor(post(anyUrl()).willReturn(receipt("r-1")));
        var start = System.nanoTime();

        for (int i = 0; i < 10; i++) {
            var orderId = requested("10");
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> refundOf(orderId).status() == RefundStatus.COMPLETED);
        }

        // With the clock alone, these would take ten seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"about:blank\",\"detail\":\"account closed\"}",
                "{\"reason\":\"account closed\"}",
                "{\"detail\":\"account\\nclosed\",\"reason\":\"something else\"}"
            })
    void rejectsForTheGatewaysReason(String problem) {
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(okJson(problem).withStatus(422)));

        requestRefund.request(orderId, won("10"));

        awaitStatus(orderId, RefundStatus.REJECTED);
        assertThat(told(orderId))
                .containsExactly(new RefundRejected(refundOf(orderId).id(), orderId, "account closed"));
        assertThat(calls(orderId)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no", "{", "{}", "[]", "{\"detail\":null}", "{\"detail\":\"\"}", "{\"detail\":{\"a\":1}}"})
    void rejectsAlsoWhenNoReasonIsToBeFound(String body) {
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(aResponse().withStatus(422).withBody(body)));

        requestRefund.request(orderId, won("10"));

        awaitStatus(orderId, RefundStatus.REJECTED);
        assertThat(refundOf(orderId).rejectionReason()).isEqualTo("the gateway gave no reason");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 303, 400, 409, 429, 500, 503})
    void asksAgainUnderTheSameKeyWhenTheAnswerSaysNothing(int status) {
        var orderId = UUID.randomUUID();
        answerFirst(orderId, aResponse().withStatus(status).withHeader("Location", gateway.url("/elsewhere")));

        requestRefund.request(orderId, won("10"));

        assertPaidAtTheSecondAttempt(orderId);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void asksAgainUnderTheSameKeyWhenTheConnectionBreaks(Fault fault) {
        var orderId = UUID.randomUUID();
        answerFirst(orderId, aResponse().withStatus(201).withFault(fault));

        requestRefund.request(orderId, won("10"));

        assertPaidAtTheSecondAttempt(orderId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no",
                "{\"receiptId\":",
                "{}",
                "[]",
                "null",
                "{\"receiptId\":null}",
                "{\"receiptId\":\"\"}",
                "{\"receiptId\":\" \"}",
                "{\"receiptId\":\"a\\nb\"}",
                "{\"receiptId\":{}}",
                "{\"receiptId\":\"r\"} x"
            })
    void asksAgainUnderTheSameKeyWhenTheReceiptMakesNoSense(String body) {
        var orderId = UUID.randomUUID();
        answerFirst(orderId, okJson(body).withStatus(201));

        requestRefund.request(orderId, won("10"));

        assertPaidAtTheSecondAttempt(orderId);
    }

    @Test
    void asksAgainUnderTheSameKeyWhenTheGatewayPaidButSaidSoTooLate() {
        var orderId = UUID.randomUUID();
        answerFirst(orderId, receipt("r-late").withFixedDelay(2_500));

        requestRefund.request(orderId, won("10"));

        assertPaidAtTheSecondAttempt(orderId);
    }

    @Test
    void isNotHeldUpByOthersThatAreSlow() {
        var slowOnes = new ArrayList<UUID>();
        for (int i = 0; i < 7; i++) {
            var slow = UUID.randomUUID();
            slowOnes.add(slow);
            gateway.stubFor(call(slow).willReturn(receipt("r-slow").withFixedDelay(1_900)));
            requestRefund.request(slow, won("10"));
        }
        await().until(() -> gateway.findAll(postRequestedFor(anyUrl())).size() == 7);
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(receipt("r-quick")));

        requestRefund.request(orderId, won("10"));

        await().atMost(Duration.ofMillis(1_000)).until(() -> refundOf(orderId).status() == RefundStatus.COMPLETED);
        slowOnes.forEach(slow -> awaitStatus(slow, RefundStatus.COMPLETED));
    }

    @Test
    void refundsAnOrderOnce() {
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(receipt("r-1")));

        requestRefund.request(orderId, won("10"));
        requestRefund.request(orderId, won("20"));
        awaitStatus(orderId, RefundStatus.COMPLETED);
        requestRefund.request(orderId, won("30"));

        assertThat(findRefunds.ofOrder(orderId)).singleElement().satisfies(refund -> assertThat(refund.amount())
                .isEqualTo(won("10")));
        assertThat(told(orderId)).hasSize(1);
        assertThat(calls(orderId)).hasSize(1);
    }

    @Test
    void completesARefundOfNothingWithoutTheGateway() {
        var orderId = requested("0");

        awaitStatus(orderId, RefundStatus.COMPLETED);

        assertThat(refundOf(orderId).receiptId()).isEqualTo("nothing-to-pay");
        assertThat(told(orderId)).hasSize(1);
        assertThat(calls(orderId)).isEmpty();
    }

    @Test
    void goesOnWithTheTraceOfTheRequest() {
        var orderId = UUID.randomUUID();
        answerFirst(orderId, serverError());
        var span = tracer.nextSpan().name("request").start();
        try (var scope = tracer.withSpan(span)) {
            requestRefund.request(orderId, won("10"));
        } finally {
            span.end();
        }

        assertPaidAtTheSecondAttempt(orderId);

        var traceId = span.context().traceId();
        assertThat(calls(orderId))
                .allSatisfy(call -> assertThat(call.getHeader("traceparent")).contains(traceId));
        assertThat(events.of(orderId))
                .allSatisfy(told -> assertThat(told.traceParent()).contains(traceId));
    }

    private void answerFirst(UUID orderId, ResponseDefinitionBuilder answer) {
        gateway.stubFor(call(orderId)
                .inScenario(orderId.toString())
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("asked")
                .willReturn(answer));
        gateway.stubFor(call(orderId)
                .inScenario(orderId.toString())
                .whenScenarioStateIs("asked")
                .willReturn(receipt("r-second")));
    }

    private void assertPaidAtTheSecondAttempt(UUID orderId) {
        awaitStatus(orderId, RefundStatus.COMPLETED);
        assertThat(refundOf(orderId).receiptId()).isEqualTo("r-second");
        assertThat(calls(orderId))
                .extracting(call -> call.getHeader("Idempotency-Key"))
                .containsExactly(
                        refundOf(orderId).id().toString(),
                        refundOf(orderId).id().toString());
        assertThat(told(orderId)).hasSize(1);
    }

    private List<LoggedRequest> calls(UUID orderId) {
        return gateway.findAll(callsFor(orderId));
    }

    private List<Object> told(UUID orderId) {
        return events.of(orderId).stream().<Object>map(told -> told.event()).toList();
    }
}
