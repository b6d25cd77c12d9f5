package dev.orderly.events;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.orderly.events.tracing.EventTracing;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.localstack.process.Ports;
import dev.orderly.testsupport.TestServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What an event carries: from the edge of the system to the handlers of what it causes, and to local listeners. */
class ContextIT {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final String topic = "context-" + UUID.randomUUID();

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"kafka", "rabbitmq", "feed"})
    void whatAHandlerRaisesInheritsTheContextOfTheEventThatItHandles(String transport) throws Exception {
        assumeTrue(!transport.equals("rabbitmq") || LocalRabbit.isInstalled(), LocalRabbit.HOW_TO_INSTALL);
        try (var service = start(transport, WithDesk.class)) {
            var seen = service.getBean(Seen.class);
            var atTheEdge = EventContext.EMPTY.withCorrelationId("request-7").withTenant("아크메");
            try (var scope = atTheEdge.open();
                    var span = service.getBean(EventTracing.class).open(TRACE, "request")) {
                raise(service, new Asked("a"));
            }

            var asked = next(seen.handled);
            assertThat(asked.context()).isEqualTo(atTheEdge.with("desk", "12"));
            assertThat(next(seen.handled).context())
                    .isEqualTo(asked.context().with("causationid", asked.id().toString()));
            assertThat(service.getBean(WithDesk.class).desks).containsExactly("12", "12");

            var ofTheHandler = new Local(EventContext.causedBy(asked), TRACE);
            assertThat(next(seen.afterCommit)).isEqualTo(ofTheHandler);
            assertThat(next(seen.inAnotherThread).context()).isEqualTo(ofTheHandler.context());
        }
    }

    @Test
    void whatAnEventWithoutContextCausesIsCorrelatedByItsId() throws Exception {
        try (var service = start("kafka")) {
            raise(service, new Asked("a"));

            var seen = service.getBean(Seen.class);
            var asked = next(seen.handled);
            assertThat(asked.context()).isEqualTo(EventContext.EMPTY);
            var id = asked.id().toString();
            assertThat(next(seen.handled).context().attributes())
                    .containsOnly(entry("correlationid", id), entry("causationid", id));
            assertThat(service.getBean(JdbcClient.class)
                            .sql("SELECT type FROM orderly.event_entry WHERE context IS NULL")
                            .query(String.class)
                            .list())
                    .containsExactly("desk.asked.v1");
        }
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        var next = queue.poll(3, TimeUnit.MINUTES);
        assertThat(next).isNotNull();
        return next;
    }

    private static void raise(ConfigurableApplicationContext service, DomainEvent event) {
        service.getBean(TransactionTemplate.class).executeWithoutResult(status -> Events.raise(event));
    }

    private ConfigurableApplicationContext start(String transport, Class<?>... more) {
        var database = TestServers.database("context");
        int port = Ports.free();
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--orderly.http.open=true",
                "--orderly.source=/desk",
                "--orderly.topic=" + topic,
                "--orderly.subscriptions=" + topic,
                "--orderly.transport=" + transport,
                "--orderly.feed.sources." + topic + "=http://localhost:" + port,
                "--spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                "--spring.task.execution.propagate-context=true",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password()));
        if (transport.equals("rabbitmq")) {
            arguments.add("--spring.rabbitmq.host=127.0.0.1");
            arguments.add("--spring.rabbitmq.port=" + TestServers.rabbit().port());
        }
        return new SpringApplicationBuilder(Application.class).sources(more).run(arguments.toArray(String[]::new));
    }

    @EventType("desk.asked.v1")
    record Asked(String aggregateId) implements DomainEvent {}

    @EventType("desk.answered.v1")
    record Answered(String aggregateId) implements DomainEvent {}

    /** What a local listener finds in its thread. */
    record Local(EventContext context, @Nullable String trace) {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableAsync
    @Import({Desk.class, Seen.class, OneTrace.class})
    static class Application {}

    static class Seen {

        private final BlockingQueue<EventMetadata> handled = new LinkedBlockingQueue<>();
        private final BlockingQueue<Local> afterCommit = new LinkedBlockingQueue<>();
        private final BlockingQueue<Local> inAnotherThread = new LinkedBlockingQueue<>();
    }

    static class Desk {

        private final EventTracing tracing;
        private final Seen seen;

        Desk(EventTracing tracing, Seen seen) {
            this.tracing = tracing;
            this.seen = seen;
        }

        @EventHandler
        void on(Asked event, EventMetadata metadata) {
            seen.handled.add(metadata);
            Events.raise(new Answered(event.aggregateId()));
        }

        @EventHandler
        void on(Answered event, EventMetadata metadata) {
            seen.handled.add(metadata);
        }

        @TransactionalEventListener
        void afterCommitOf(Answered event) {
            seen.afterCommit.add(new Local(EventContext.current(), tracing.current()));
        }

        @Async
        @TransactionalEventListener
        void inAnotherThread(Answered event) {
            seen.inAnotherThread.add(new Local(EventContext.current(), tracing.current()));
        }
    }

    /** A header of the application. */
    static class WithDesk implements EventInterceptor {

        private final BlockingQueue<String> desks = new LinkedBlockingQueue<>();

        @Override
        public EventContext raising(DomainEvent event, EventContext context) {
            return context.with("desk", "12");
        }

        @Override
        public void handling(EventMetadata event, Runnable handler) {
            desks.add(event.context().get("desk").orElseThrow());
            handler.run();
        }
    }

    /** Traces of a thread by their {@code traceparent}, without spans. */
    static class OneTrace implements EventTracing {

        private final ThreadLocal<@Nullable String> current = new ThreadLocal<>();

        @Override
        public @Nullable String current() {
            return current.get();
        }

        @Override
        public Span open(@Nullable String traceParent, String name) {
            var outer = current.get();
            current.set(traceParent);
            return () -> current.set(outer);
        }
    }
}
