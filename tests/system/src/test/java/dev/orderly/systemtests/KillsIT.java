package dev.orderly.systemtests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.Transport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static dev.orderly.systemtests.Shop.await;
import static org.assertj.core.api.Assertions.assertThat;

/** Each service is killed at least once, and then any of them at random, while a customer places and cancels orders. */
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

    private void placeAndCancelUntilDone() {
        while (!done) {
            canceled.add(shop.placeAndCancelUntilAnswered());
        }
    }

    /** Each service once, in any order, and then any of them. It may be hit at any moment, also while it starts. */
    private Map<Service, Integer> kill(Random random) {
        List<Service> victims = new ArrayList<>(List.of(Service.values()));
        Collections.shuffle(victims, random);
        while (victims.size() < KILLS) {
            victims.add(Service.values()[random.nextInt(Service.values().length)]);
        }
        Map<Service, Integer> kills = new EnumMap<>(Service.class);
        List<Long> killed = new ArrayList<>();
        for (var service : victims) {
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
        return shop.events(Service.ORDER, 0).stream()
                .mapToLong(Shop::position)
                .max()
                .orElse(0);
    }

    /** The orders of which the order-service says that they were placed. */
    private List<String> placedSince(long position) {
        return shop.events(Service.ORDER, position).stream()
                .filter(event -> Shop.text(event, "type").equals("order.placed.v1"))
                .map(event -> Shop.text(event, "subject"))
                .toList();
    }
}
