package dev.orderly.systemtests;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.orderly.localstack.LocalStack;
import dev.orderly.localstack.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.orderly.systemtests.Shop.await;
import static org.assertj.core.api.Assertions.assertThat;

class OutageIT {

    private final LocalStack stack = RunningStack.stack();
    private final Shop shop = new Shop();

    /** For a test that failed half-way: the next one needs everything up. */
    @AfterEach
    void startWhatIsDown() {
        stack.kafka().start();
        stack.service(Service.REFUND).start();
    }

    @Test
    void aRefundServiceThatWasDownCatchesUp() {
        stack.service(Service.REFUND).stop();
        var orders = placeAndCancel(5);
        // The customers have heard of the cancellation, so its events were there to be missed.
        await().untilAsserted(() -> assertThat(orders)
                .allSatisfy(orderId -> assertThat(shop.sent(orderId)).contains("ORDER_CANCELED")));
        assertThat(orders)
                .allSatisfy(orderId -> assertThat(shop.refundStatus(orderId)).isEqualTo("PENDING"));

        stack.service(Service.REFUND).start();

        orders.forEach(shop::awaitRefunded);
    }

    @Test
    void ordersArePlacedAndCancelledWithoutTheBrokerAndEverythingArrivesOnceItIsBack() {
        stack.kafka().kill();
        var orders = placeAndCancel(5);
        assertThat(orders).allSatisfy(orderId -> {
            assertThat(shop.status(orderId)).isEqualTo("CANCELED");
            assertThat(shop.client().refunds(orderId)).isEmpty();
        });

        stack.kafka().start();

        orders.forEach(shop::awaitRefunded);
        assertThat(shop.mails()).hasSize(15);
    }

    @Test
    void aServiceThatDiesIsStartedAgainAndLosesNothing() {
        var died = stack.service(Service.REFUND).pid();
        var orders = new ArrayList<>(placeAndCancel(2));
        ProcessHandle.of(died).orElseThrow().destroyForcibly();
        orders.addAll(placeAndCancel(2));

        orders.forEach(shop::awaitRefunded);

        assertThat(stack.service(Service.REFUND).pid()).isNotEqualTo(died);
    }

    private List<String> placeAndCancel(int count) {
        return IntStream.range(0, count)
                .mapToObj(each -> {
                    var orderId = shop.placeOrder();
                    shop.cancel(orderId);
                    return orderId;
                })
                .toList();
    }
}
