package dev.orderly.events;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Two services in one process, as Spring's test-context cache keeps them: each one's events go into its own store. */
class SeveralContextsIT {

    private static ConfigurableApplicationContext first;
    private static ConfigurableApplicationContext second;

    @BeforeAll
    static void start() {
        first = start("first");
        second = start("second");
    }

    @AfterAll
    static void close() {
        second.close();
        first.close();
    }

    @Test
    void theContextThatStartedEarlierStillStoresItsEvents() {
        raise(first, "a", 1);
        raise(second, "b", 1);
        raise(first, "a", 2);

        assertThat(numbersOf(first, "a")).containsExactly(1, 2);
        assertThat(numbersOf(second, "b")).containsExactly(1);
    }

    @Test
    void twoContextsAtWorkAtTheSameTimeDoNotMixTheirEvents() {
        var bothAreReady = new CountDownLatch(2);
        var ofFirst = CompletableFuture.runAsync(() -> raiseMany(first, "c", bothAreReady));
        var ofSecond = CompletableFuture.runAsync(() -> raiseMany(second, "d", bothAreReady));
        CompletableFuture.allOf(ofFirst, ofSecond).join();

        var all = IntStream.rangeClosed(1, 50).boxed().toList();
        assertThat(numbersOf(first, "c")).isEqualTo(all);
        assertThat(numbersOf(second, "d")).isEqualTo(all);
        assertThat(numbersOf(first, "d")).isEmpty();
        assertThat(numbersOf(second, "c")).isEmpty();
    }

    private static void raiseMany(ConfigurableApplicationContext context, String basket, CountDownLatch ready) {
        ready.countDown();
        try {
            ready.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        IntStream.rangeClosed(1, 50).forEach(number -> raise(context, basket, number));
    }

    private static void raise(ConfigurableApplicationContext context, String basket, int number) {
        context.getBean(TransactionTemplate.class)
                .executeWithoutResult(status -> Events.raise(new Basket.Filled(basket, number)));
    }

    private static List<Integer> numbersOf(ConfigurableApplicationContext context, String basket) {
        context.getBean(EventSequencer.class).number(1_000);
        return context.getBean(EventStore.class).get(0, 1_000).stream()
                .filter(each -> each.metadata().subject().equals(basket))
                .map(each -> new String(each.payload()).replaceAll("\\D+", ""))
                .map(Integer::valueOf)
                .toList();
    }

    private static ConfigurableApplicationContext start(String name) {
        var database = TestServers.database(name);
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "orderly.source=/" + name,
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "spring.flyway.enabled=false")
                .run();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
