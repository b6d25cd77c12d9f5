package dev.orderly.benchmarks.raising;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventContext;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Raises one event per transaction, in turns without and with a context, and prints how many transactions per second commit:
 * {@code URL USERNAME PASSWORD}.
 */
final class RaisingProcess {

    private static final int TRANSACTIONS = 2_000;
    private static final int TURNS = 9;
    private static final String TEXT = "x".repeat(225);
    private static final EventContext CONTEXT = EventContext.EMPTY
            .withCorrelationId("0198c1f0-7c1e-7d8a-9f6b-2f6a1c0d4e5b")
            .withTenant("acme");

    private final TransactionTemplate transactions;
    private long number;

    private RaisingProcess(TransactionTemplate transactions) {
        this.transactions = transactions;
    }

    public static void main(String... arguments) {
        var application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "logging.level.root=warn",
                        "spring.main.banner-mode=off",
                        "spring.datasource.url=" + arguments[0],
                        "spring.datasource.username=" + arguments[1],
                        "spring.datasource.password=" + arguments[2],
                        "spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration",
                        "orderly.source=/benchmark",
                        "orderly.topic=raised");
        try (var context = application.run()) {
            new RaisingProcess(new TransactionTemplate(context.getBean(PlatformTransactionManager.class))).run();
        }
        // Without waiting for threads of libraries.
        Runtime.getRuntime().halt(0);
    }

    private void run() {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        raise(EventContext.EMPTY);
        raise(CONTEXT);
        for (int turn = 0; turn < TURNS; turn++) {
            without.add(raise(EventContext.EMPTY));
            with.add(raise(CONTEXT));
        }
        System.out.printf(
                Locale.ROOT,
                "| | transactions/s, median | of those without |%n|---|---|---|%n| without a context | %,.0f | 100 %% |%n| with a correlation and a tenant | %,.0f | %.0f %% |%n",
                median(without),
                median(with),
                100 * median(with) / median(without));
    }

    /** Transactions per second. */
    private double raise(EventContext context) {
        var begin = System.nanoTime();
        try (var scope = context.open()) {
            for (int i = 0; i < TRANSACTIONS; i++) {
                transactions.executeWithoutResult(status -> Events.raise(new Raised(++number, TEXT)));
            }
        }
        return TRANSACTIONS / ((System.nanoTime() - begin) / 1e9);
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    /** JSON of about 255 bytes. */
    @EventType("benchmark.raised.v1")
    record Raised(long number, String text) implements DomainEvent {

        @Override
        public String aggregateId() {
            return "order-" + number % 10_000;
        }
    }

    @EnableAutoConfiguration
    static class Application {}
}
