package dev.orderly.benchmarks.contender;

import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A peer that is a library in a Spring Boot application. It is held by a {@link Gate} in front of its sending: what it does
 * before, such as reading its first rows, is its head start.
 */
abstract class SpringContender implements Contender {

    /** Threads that send: they wait for the broker most of the time. */
    static final int SENDERS = 16;

    private static final int TRANSACTION = 100;

    private final Gate gate = new Gate();
    private final ConfigurableApplicationContext context;
    private final ServiceDatabase database;

    /** @param properties of the library, and of Spring Boot */
    SpringContender(ContenderSetup setup, Class<?> application, Map<String, String> properties) {
        Map<String, Object> all = new TreeMap<>(properties);
        all.put("logging.level.root", "warn");
        all.put("spring.main.banner-mode", "off");
        all.put("spring.datasource.url", setup.jdbcUrl());
        all.put("spring.datasource.username", setup.username());
        all.put("spring.datasource.password", setup.password());
        all.put("spring.datasource.hikari.maximum-pool-size", ServiceDatabase.CONNECTIONS + 2 * SENDERS);
        all.put("spring.kafka.bootstrap-servers", setup.bootstrapServers());
        all.put("spring.kafka.producer.key-serializer", "org.apache.kafka.common.serialization.StringSerializer");
        all.put("spring.kafka.producer.value-serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
        ApplicationContextInitializer<GenericApplicationContext> beans = starting -> {
            starting.registerBean(Gate.class, () -> gate);
            starting.registerBean(ContenderSetup.class, () -> setup);
        };
        this.context = new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties(all)
                .initializers(beans)
                .run();
        this.database = ServiceDatabase.of(
                context.getBean(DataSource.class), context.getBean(PlatformTransactionManager.class));
    }

    final ConfigurableApplicationContext context() {
        return context;
    }

    /** It always runs. */
    @Override
    public void start() {}

    @Override
    public void stop() throws Exception {
        database.deleteOrders();
    }

    @Override
    public void hold() throws Exception {
        gate.close();
    }

    @Override
    public void release() throws Exception {
        gate.open();
    }

    @Override
    public void commitBacklog(long first, long last) {
        for (long next = first; next <= last; next += TRANSACTION) {
            var begin = next;
            var end = Math.min(last, next + TRANSACTION - 1);
            database.transactions().executeWithoutResult(transaction -> {
                for (long number = begin; number <= end; number++) {
                    raise(number);
                }
            });
        }
    }

    @Override
    public ServiceDatabase database() {
        return database;
    }

    @Override
    public void close() throws Exception {
        gate.open();
        context.close();
    }
}
