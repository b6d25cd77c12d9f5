package dev.orderly.systemtests;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.orderly.systemtests.Shop.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class TransportIT {

    /** Each client of Kafka has one. */
    private static final String KAFKA_CLIENT = "org.apache.kafka.clients.NetworkClient";

    private static final String RABBIT_CLIENT = "com.rabbitmq.client.impl.AMQConnection";

    private static final String FEED_CLIENT = "dev.orderly.events.feed.FeedConsumer";

    private final LocalStack stack = RunningStack.stack();
    private final Shop shop = new Shop();

    @ParameterizedTest
    @EnumSource
    void aServiceHasClientsOfItsTransportAndOfNoOther(Service service) throws Exception {
        var heap = heapHistogram(stack.service(service).pid());

        assertThat(heap.contains(KAFKA_CLIENT)).isEqualTo(stack.transport() == Transport.KAFKA);
        assertThat(heap.contains(RABBIT_CLIENT)).isEqualTo(stack.transport() == Transport.RABBITMQ);
        assertThat(heap.contains(FEED_CLIENT)).isEqualTo(stack.transport() == Transport.FEED);
    }

    @ParameterizedTest
    @EnumSource
    @OnlyOn(value = Transport.FEED, because = "of its broker a service may speak")
    void withoutABrokerNothingIsSaidOfOne(Service service) {
        shop.cancel(shop.placeOrder());

        await().untilAsserted(() -> assertThat(stack.log(service))
                .anySatisfy(line -> assertThat(line).contains("order.canceled.v1")));
        assertThat(stack.log(service)).allSatisfy(line -> assertThat(line.toLowerCase(Locale.ROOT))
                .doesNotContain("kafka", "rabbit", "amqp", "broker"));
    }

    @Test
    @OnlyOn(value = Transport.FEED, because = "with a broker only the forwarder reads a service's events")
    void aFeedKnowsItsReadersAndThatTheyHaveReadEverything() {
        var orderId = shop.placeOrder();
        shop.cancel(orderId);
        shop.awaitRefunded(orderId);

        await().untilAsserted(() -> {
            assertThat(shop.lags(Service.ORDER))
                    .isEqualTo(Map.of(Service.REFUND.id(), 0L, Service.NOTIFICATION.id(), 0L));
            assertThat(shop.lags(Service.REFUND))
                    .isEqualTo(Map.of(Service.ORDER.id(), 0L, Service.NOTIFICATION.id(), 0L));
        });
    }

    @Test
    void anOperatorReplaysAnOrderAndItsCustomerGetsNoEmailAgain() {
        var orderId = shop.placeOrder();
        await().until(() -> shop.sent(orderId).equals(List.of("ORDER_PLACED")));

        var id = shop.client()
                .startReplay(Service.NOTIFICATION, "order-events", orderId)
                .path("id")
                .asLong();

        await().untilAsserted(() -> {
            var replay = shop.client().replay(Service.NOTIFICATION, id);
            assertThat(replay.path("state").asString()).isEqualTo("DONE");
            assertThat(replay.path("replayed").asInt()).isEqualTo(1);
        });
        assertThat(shop.sent(orderId)).containsExactly("ORDER_PLACED");
    }

    /** The classes of all objects that are alive in the process. */
    private static String heapHistogram(long pid) throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var process = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
