package dev.orderly.systemtests;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import dev.orderly.localstack.process.Supervised;
import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.Transport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.orderly.systemtests.Shop.await;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("full")
class OutageIT {

    private static final Pattern AGAIN =
            Pattern.compile(".*Pulling order-events from .* works again after (\\d+) failed attempts.*");

    private final LocalStack stack = RunningStack.stack();
    private final Shop shop = new Shop();

    /** For a test that failed half-way: the next one needs everything up. */
    @AfterEach
    void startWhatIsDown() {
        stack.broker().ifPresent(Supervised::start);
        for (var service : Service.values()) {
            stack.service(service).start();
        }
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
    @OnlyOn(
            value = {Transport.KAFKA, Transport.RABBITMQ},
            because = "there is no broker to be without")
    void ordersArePlacedAndCanceledWithoutTheBrokerAndEverythingArrivesOnceItIsBack() {
        var broker = stack.broker().orElseThrow();
        broker.kill();
        var orders = placeAndCancel(5);
        assertThat(orders).allSatisfy(orderId -> {
            assertThat(shop.status(orderId)).isEqualTo("CANCELED");
            assertThat(shop.client().refunds(orderId)).isEmpty();
        });

        broker.start();

        orders.forEach(shop::awaitRefunded);
        assertThat(shop.mails()).hasSize(15);
    }

    @Test
    @OnlyOn(value = Transport.FEED, because = "with a broker the events have left their publisher by then")
    void aServiceStartsWithoutThePublisherAndPullsItsEventsOnceThatIsBack() {
        stack.service(Service.REFUND).stop();
        var orders = placeAndCancel(5);
        stack.service(Service.ORDER).kill();
        var linesBefore = stack.log(Service.REFUND).size();

        stack.service(Service.REFUND).start();
        assertThat(orders).allSatisfy(orderId -> assertThat(shop.client().refunds(orderId))
                .isEmpty());
        stack.service(Service.ORDER).start();

        orders.forEach(shop::awaitRefunded);
        var lines = stack.log(Service.REFUND);
        var ofOutage = lines.subList(linesBefore, lines.size()).stream()
                .filter(line -> line.contains("Pulling order-events "))
                .toList();
        // It says so after 1, 2, 4, 8, ... attempts, and once when it is over.
        assertThat(ofOutage).last(InstanceOfAssertFactories.STRING).matches(AGAIN);
        assertThat(ofOutage).hasSize(mentionsOf(attempts(ofOutage)) + 1);
        assertThat(ofOutage).first(InstanceOfAssertFactories.STRING).contains("failed (attempt 1)", "ConnectException");
    }

    private static int attempts(List<String> lines) {
        var matcher = AGAIN.matcher(lines.get(lines.size() - 1));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static int mentionsOf(int attempts) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(attempts);
    }

    @ParameterizedTest
    @EnumSource
    void aServiceThatDiesIsStartedAgainAndLosesNothing(Service service) {
        var died = stack.service(service).pid();
        var orders = new ArrayList<>(placeAndCancel(2));
        var process = ProcessHandle.of(died).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        orders.add(shop.placeAndCancelUntilAnswered());
        orders.add(shop.placeAndCancelUntilAnswered());

        await().ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> shop.client().isReady(service));
        orders.forEach(shop::awaitRefunded);

        assertThat(stack.service(service).pid()).isNotEqualTo(died);
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
