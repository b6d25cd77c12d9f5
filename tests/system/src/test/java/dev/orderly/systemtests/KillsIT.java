package dev.orderly.systemtests;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.shop.ShopClient.Response;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.Transport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import static dev.orderly.systemtests.Shop.await;
import static org.assertj.core.api.Assertions.assertThat;

/** Services are killed at random, publishers and consumers alike, while a customer places and cancels orders. */
@Tag("full")
@OnlyOn(
        value = {Transport.RABBITMQ, Transport.FEED},
        because = "with Kafka the forwarder is killed, step by step, in a test of its own")
class KillsIT {

    private static final Logger log = LoggerFactory.getLogger(KillsIT.class);
    private static final int KILLS = Integer.getInteger("orderly.kills", 4);

    /** Between two kills as many orders are canceled as this at the most. */
    private static final int ORDERS = 20;

    private final long seed = Long.getLong("orderly.seed", System.nanoTime());
    private final LocalStack stack = RunningStack.stack();
    private final Shop shop = new Shop();
    private final Queue<String> canceled = new ConcurrentLinkedQueue<>();
    private volatile boolean done;

    @Test
    void nothingIsLostNothingIsInventedAndNothingHappensTwice() throws Exception {
        log.info("seed {}, repeat it with -Dorderly.seed", seed);
        var firstPosition = lastPosition();
        var customer = Executors.newSingleThreadExecutor();
        Map<Service, Integer> kills;
        try {
            var ordering = customer.submit(this::placeAndCancelUntilDone);
            kills = kill(new Random(seed));
            done = true;
            ordering.get(5, TimeUnit.MINUTES);
        } finally {
            done = true;
            customer.shutdownNow();
        }
        log.info("{} orders, kills: {}", canceled.size(), kills);

        awaitEverybodyBackAndUpToDate();
        canceled.forEach(shop::awaitRefunded);
        assertThat(placedSince(firstPosition)).containsExactlyInAnyOrderElementsOf(canceled);
    }

    private void awaitEverybodyBackAndUpToDate() {
        await().ignoreExceptions().untilAsserted(() -> {
            for (var publisher : List.of(Service.ORDER, Service.REFUND)) {
                assertThat(shop.lags(publisher)).isNotEmpty().allSatisfy((reader, lag) -> assertThat(lag)
                        .isZero());
            }
            for (var service : Service.values()) {
                assertThat(shop.client().deadLetters(service)).isEmpty();
            }
        });
    }

    /** A customer who asks again until there is an answer, each time with the same key. */
    private void placeAndCancelUntilDone() {
        while (!done) {
            var key = UUID.randomUUID().toString();
            var orderId = untilAnswered(201, () -> shop.client().placeOrder(shop.email(), 1, 1_000, "place-" + key))
                    .path("orderId")
                    .asString();
            untilAnswered(200, () -> shop.client().cancelOrder(orderId, "changed my mind", "cancel-" + key));
            canceled.add(orderId);
        }
    }

    private static JsonNode untilAnswered(int expected, Supplier<Response> call) {
        return await().ignoreExceptions()
                .until(call::get, answer -> answer.status() == expected)
                .body();
    }

    /** The next one may be hit at any moment, also while it starts; in between, there are orders. */
    private Map<Service, Integer> kill(Random random) {
        Map<Service, Integer> kills = new EnumMap<>(Service.class);
        List<Long> killed = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            var service = Service.values()[random.nextInt(Service.values().length)];
            var orders = canceled.size() + 1 + random.nextInt(ORDERS);
            await().until(() -> canceled.size() >= orders);
            await().until(() -> !killed.contains(stack.service(service).pid()));
            var pid = stack.service(service).pid();
            assertThat(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly))
                    .contains(true);
            killed.add(pid);
            kills.merge(service, 1, Integer::sum);
        }
        return kills;
    }

    private long lastPosition() {
        return events(0).stream().mapToLong(KillsIT::position).max().orElse(0);
    }

    /** The orders of which the order-service says that they were placed. */
    private List<String> placedSince(long position) {
        return events(position).stream()
                .filter(event -> Shop.text(event, "type").equals("order.placed.v1"))
                .map(event -> Shop.text(event, "subject"))
                .toList();
    }

    private List<JsonNode> events(long after) {
        List<JsonNode> events = new ArrayList<>();
        var position = after;
        for (var page = page(position); !page.isEmpty(); page = page(position)) {
            events.addAll(page);
            position = position(page.get(page.size() - 1));
        }
        return events;
    }

    private List<JsonNode> page(long after) {
        return shop.client().events(Service.ORDER, after);
    }

    private static long position(JsonNode event) {
        return Long.parseLong(Shop.text(event, "sequence"));
    }
}
