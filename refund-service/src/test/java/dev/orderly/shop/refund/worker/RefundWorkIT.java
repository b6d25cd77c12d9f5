package dev.orderly.shop.refund.worker;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

import dev.orderly.shop.refund.RefundServiceTest;
import dev.orderly.shop.refund.application.PayRefundService;
import dev.orderly.shop.refund.application.PaymentProperties;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.RefundStatus;
import dev.orderly.shop.work.LeasedWork;
import dev.orderly.shop.work.Leases;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RefundWorkIT extends RefundServiceTest {

    @Autowired
    private LeasedWork<Refund> work;

    @Autowired
    private Leases<Refund> leases;

    @Autowired
    private PayRefundService payRefund;

    @Autowired
    private PaymentProperties properties;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void severalProcessesAskTheGatewayOnceForEachRefund() {
        gateway.stubFor(post(anyUrl()).willReturn(receipt("r-1")));
        var second = new LeasedWork<>("second", properties.parallel(), properties.lease(), leases, payRefund::pay);
        second.start();
        try {
            var orderIds = Stream.generate(() -> requested("10")).limit(200).toList();

            await().until(() ->
                    orderIds.stream().allMatch(orderId -> refundOf(orderId).status() == RefundStatus.COMPLETED));

            assertThat(orderIds).allSatisfy(orderId -> {
                assertThat(gateway.findAll(callsFor(orderId))).hasSize(1);
                assertThat(events.of(orderId)).hasSize(1);
            });
        } finally {
            second.stop();
        }
    }

    @Test
    void stoppingWaitsForTheCallsUnderWay() {
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(receipt("r-1").withFixedDelay(1_000)));
        requestRefund.request(orderId, won("10"));
        await().until(() -> !gateway.findAll(callsFor(orderId)).isEmpty());

        work.stop();
        try {
            assertThat(refundOf(orderId).status()).isEqualTo(RefundStatus.COMPLETED);
        } finally {
            work.start();
        }
    }

    @Test
    void paysOnStartWhatWasRequestedWhileItWasStopped() {
        work.stop();
        var orderId = requested("10");
        gateway.stubFor(call(orderId).willReturn(receipt("r-1")));

        work.start();

        awaitStatus(orderId, RefundStatus.COMPLETED);
    }

    @Test
    void paysWhatAKilledProcessHadLeasedWhenTheLeaseExpires() {
        work.stop();
        var orderId = requested("10");
        gateway.stubFor(call(orderId).willReturn(receipt("r-1")));
        jdbc.sql(
                        "UPDATE refund SET attempts = 1, next_attempt_at = clock_timestamp() + interval '2 s' WHERE order_id = ?")
                .param(orderId)
                .update();

        work.start();

        await().during(Duration.ofMillis(1_500)).until(() -> refundOf(orderId).status() == RefundStatus.REQUESTED);
        awaitStatus(orderId, RefundStatus.COMPLETED);
    }
}
