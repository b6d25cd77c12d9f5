package dev.orderly.benchmarks.consuming;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.events.EventHandler;
import dev.orderly.events.type.EventJson;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A contender as a process: {@code KIND URL USERNAME PASSWORD BROKER TOPIC EVENTS}. For each line on stdin it consumes the
 * whole topic once more, as a consumer group that is new, and answers on stdout with {@link #DONE}, the nanoseconds from the
 * first event to the last commit, and those of processor time.
 */
final class ConsumerProcess {

    static final String DONE = "consumed";

    /** Without the lock and the look into the index of replays. */
    private static final String NOT_ASKING_FOR_REPLAYS = """
            CREATE OR REPLACE FUNCTION orderly.begin_handling(handling text, idle_timeout text) RETURNS boolean
            LANGUAGE plpgsql VOLATILE AS $$
            BEGIN
                PERFORM set_config('idle_in_transaction_session_timeout', idle_timeout, true);
                RETURN true;
            END $$""";

    private final ConsumerKind kind;
    private final String jdbcUrl;
    private final String username;
    private final String password;
    private final String brokers;
    private final String topic;
    private final long events;

    private ConsumerProcess(String... arguments) {
        this.kind = ConsumerKind.valueOf(arguments[0]);
        this.jdbcUrl = arguments[1];
        this.username = arguments[2];
        this.password = arguments[3];
        this.brokers = arguments[4];
        this.topic = arguments[5];
        this.events = Long.parseLong(arguments[6]);
    }

    public static void main(String... arguments) throws IOException {
        var process = new ConsumerProcess(arguments);
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (int round = 1; commands.readLine() != null; round++) {
            var before = processorTime();
            var taken = process.consume(round);
            System.out.printf(
                    "%s %d %d%n",
                    DONE, taken.toNanos(), processorTime().minus(before).toNanos());
        }
        // Without waiting for threads of libraries.
        Runtime.getRuntime().halt(0);
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private Duration consume(int round) {
        var group = kind.name().toLowerCase(Locale.ROOT) + "-" + round;
        return kind == ConsumerKind.PLAIN ? consumePlainly(group) : consumeWithInbox(group);
    }

    private Duration consumePlainly(String group) {
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl(jdbcUrl);
            pool.setUsername(username);
            pool.setPassword(password);
            var effects = new Effects(JdbcClient.create(pool));
            var json = new EventJson();
            var transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
            BatchMessageListener<byte[], byte[]> listener = records -> transactions.executeWithoutResult(
                    status -> records.forEach(each -> effects.add(json.read(each.value(), OrderRead.class))));
            var properties = new ContainerProperties(topic);
            properties.setMessageListener(listener);
            var consumers = new DefaultKafkaConsumerFactory<>(
                    Map.<String, Object>of(
                            "bootstrap.servers",
                            brokers,
                            "group.id",
                            group,
                            "auto.offset.reset",
                            "earliest",
                            "enable.auto.commit",
                            false,
                            "isolation.level",
                            "read_committed"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            var container = new KafkaMessageListenerContainer<byte[], byte[]>(consumers, properties);
            container.start();
            try {
                return effects.await(events);
            } finally {
                container.stop();
            }
        }
    }

    private Duration consumeWithInbox(String group) {
        var application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "logging.level.root=warn",
                        "spring.main.banner-mode=off",
                        "spring.datasource.url=" + jdbcUrl,
                        "spring.datasource.username=" + username,
                        "spring.datasource.password=" + password,
                        "spring.kafka.bootstrap-servers=" + brokers,
                        "orderly.source=/reader",
                        "orderly.consumer=" + group,
                        "orderly.subscriptions=" + topic,
                        "orderly.kafka.create-topics=false");
        try (var context = application.run()) {
            if (kind == ConsumerKind.WITHOUT_REPLAYS) {
                // In the first round, which warms up, some transactions have asked before.
                context.getBean(JdbcClient.class).sql(NOT_ASKING_FOR_REPLAYS).update();
            }
            return context.getBean(Effects.class).await(events);
        }
    }

    @EnableAutoConfiguration
    static class Application {

        @Bean
        Effects effects(JdbcClient jdbc) {
            return new Effects(jdbc);
        }

        @Bean
        Handler handler(Effects effects) {
            return new Handler(effects::add);
        }
    }

    static final class Handler {

        private final Consumer<OrderRead> effect;

        Handler(Consumer<OrderRead> effect) {
            this.effect = effect;
        }

        @EventHandler
        void on(OrderRead event) {
            effect.accept(event);
        }
    }
}
