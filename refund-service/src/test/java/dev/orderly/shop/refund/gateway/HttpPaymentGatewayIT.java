package dev.orderly.shop.refund.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.orderly.shop.refund.RefundServiceTest;
import dev.orderly.shop.refund.application.GatewayAnswer.Receipt;
import dev.orderly.shop.refund.application.GatewayUnavailableException;
import dev.orderly.shop.refund.application.PaymentGateway;
import dev.orderly.shop.refund.domain.Refund;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpPaymentGatewayIT extends RefundServiceTest {

    @Autowired
    private PaymentGateway paymentGateway;

    private final Refund refund = Refund.request(UUID.randomUUID(), UUID.randomUUID(), won("0.0000001"), Instant.now());

    @Test
    void writesAmountsAsPlainNumbers() throws Exception {
        answer(receipt("r-1"));

        assertThat(paymentGateway.refund(refund)).isEqualTo(new Receipt("r-1"));
        assertThat(gateway.findAll(callsFor(refund.orderId())).get(0).getBodyAsString())
                .contains("\"amount\":0.0000001,");
    }

    @Test
    void waitsTwoSecondsForAnAnswer() throws Exception {
        answer(receipt("r-1").withFixedDelay(1_700));

        assertThat(paymentGateway.refund(refund)).isEqualTo(new Receipt("r-1"));
    }

    @Test
    void doesNotWaitLonger() {
        answer(receipt("r-1").withFixedDelay(5_000));

        assertGivesUpAfterTwoSeconds();
    }

    @Test
    void doesNotWaitLongerForAnAnswerThatComesByteByByteEither() {
        answer(receipt("r-1").withChunkedDribbleDelay(10, 5_000));

        assertGivesUpAfterTwoSeconds();
    }

    private void assertGivesUpAfterTwoSeconds() {
        var start = System.nanoTime();

        assertThatExceptionOfType(GatewayUnavailableException.class)
                .isThrownBy(() -> paymentGateway.refund(refund))
                .withMessageMatching("(the gateway did not answer|no response from the gateway).*");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1_900), Duration.ofMillis(3_500));
    }

    private void answer(ResponseDefinitionBuilder answer) {
        gateway.stubFor(call(refund.orderId()).willReturn(answer));
    }
}
