package dev.orderly.events.start;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is printed when a service cannot start: what is wrong and what to do, and no stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailuresIT {

    private static TestDatabase database;

    private final List<String> settings = new ArrayList<>(List.of(
            "--orderly.source=/shelves",
            "--orderly.subscriptions=shelf-events",
            "--spring.datasource.url=" + database.jdbcUrl(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password(),
            "--spring.datasource.hikari.connection-timeout=500",
            "--spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration"));

    private ClassLoader classLoader = getClass().getClassLoader();

    @BeforeAll
    static void makeDatabase() {
        database = TestServers.database("start");
    }

    @Test
    void theSourceIsMissing(CapturedOutput output) {
        set("orderly.source", null);

        assertFails(
                output,
                "orderly.source is not set.",
                "Set it to a name for this service, such as orderly.source=/order-service.");
    }

    @Test
    void aFeedHasNoAddress(CapturedOutput output) {
        set("orderly.transport", "feed");
        set("orderly.feed.sources.shelf-events", "shelves:8080");

        assertFails(
                output,
                "orderly.feed.sources.shelf-events is not the URL of a service: 'shelves:8080'.",
                "Set it to the service that publishes shelf-events, such as orderly.feed.sources.shelf-events=http://localhost:8080.");
    }

    @Test
    void aTypeIsDeclaredTwice(CapturedOutput output) {
        set("orderly.packages", "dev.orderly.events.start.twice");

        assertFails(
                output,
                "More than one class declares the event type basket.lost.v1: [class dev.orderly.events.start.twice.",
                "Give each event class its own type");
    }

    @Test
    void anEventHasNoType(CapturedOutput output) {
        set("orderly.packages", "dev.orderly.events.start.untyped");

        assertFails(
                output,
                "dev.orderly.events.start.untyped.Forgotten has no event type.",
                "Annotate it, for example with @EventType(\"order.placed.v1\").");
    }

    @Test
    void aHandlersParametersAreNoEvent(CapturedOutput output) {
        assertFails(
                output,
                "WrongHandler.on(java.lang.String) has the wrong parameters.",
                "Declare a DomainEvent as its first parameter and, optionally, EventMetadata as its second; or one List of a DomainEvent, or of ReceivedEvents.",
                WrongHandler.class);
    }

    @Test
    void nothingHandlesWhatIsSubscribed(CapturedOutput output) {
        assertFails(
                output,
                "orderly.subscriptions is set, but no bean of this service has an event handler.",
                "Annotate a method of a bean with @EventHandler, or remove orderly.subscriptions.");
    }

    @Test
    void twoHandlersWantTheSameEvent(CapturedOutput output) {
        assertFails(
                output,
                "The event type shelf.stacked.v1 has two handlers: ",
                "Keep one of them, and call the other from it; or give one a consumer of its own: @EventHandler(consumer = \"...\").",
                OneHandler.class,
                OtherHandler.class);
    }

    @ParameterizedTest
    @ValueSource(classes = {AsyncHandler.class, HandlerOfAnAsyncClass.class, HandlerWithAMetaAnnotation.class})
    void aHandlerThatRunsInAnotherThreadIsRefused(Class<?> handler, CapturedOutput output) {
        assertFails(
                output,
                handler.getSimpleName() + ".on(",
                "is @Async: it would run in another thread, outside the transaction that marks the event as processed, and its failure would be lost.",
                "Remove @Async from the method and its class: the bus calls handlers in a background thread already.",
                handler);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {HandlerReturningAFuture.class, HandlerReturningAStage.class, HandlerReturningAPublisher.class})
    void aHandlerThatReturnsBeforeItIsDoneIsRefused(Class<?> handler, CapturedOutput output) {
        assertFails(
                output,
                handler.getSimpleName() + ".on(",
                "its work would go on after the transaction that marks the event as processed, and its failure would be lost.",
                "Do the work inside the method, and return void after it has finished.",
                handler);
    }

    @ParameterizedTest
    @CsvSource({"PrivateHandler,is private", "FinalHandler,is final"})
    void aHandlerOfAProxyCannotBeCalled(String handler, String why, CapturedOutput output) throws Exception {
        assertFails(
                output,
                handler + ".on(",
                "cannot be called, because its bean is a proxy and the method " + why + ".",
                "Make the method package-private or public, not final",
                Class.forName(StartFailuresIT.class.getName() + "$" + handler));
    }

    @Test
    void theTransactionManagerBelongsToAnotherDataSource(CapturedOutput output) {
        assertFails(
                output,
                "JdbcTransactionManager does not manage the DataSource of the inbox: an event whose handler fails would stay marked as processed.",
                "Mark a transaction manager of that DataSource with @OrderlyTransactionManager, or make it the primary one",
                OneHandler.class,
                ManagerOfAnotherDataSource.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "2026-11-30T00:00:00Z", "12"})
    void rabbitMqLetsNoConsumerChooseWhereItStarts(String start, CapturedOutput output) {
        set("spring.autoconfigure.exclude", null);
        set("orderly.transport", "rabbitmq");
        set("spring.rabbitmq.port", "1");
        set("orderly.inbox.start", start);

        assertFails(
                output,
                "would start at %s, but RabbitMQ has only what was published since the consumer's queues exist"
                        .formatted(start),
                "Remove orderly.inbox.start, orderly.inbox.starts, or the start of the @EventHandler",
                OneHandler.class);
    }

    @Test
    void aStartThatIsNoPosition(CapturedOutput output) {
        set("orderly.inbox.start", "yesterday");

        assertFails(
                output,
                "orderly.inbox.start is \"yesterday\".",
                "Use earliest, latest, a time such as 2026-11-30T00:00:00Z, or a position from 1 on",
                OneHandler.class);
    }

    @Test
    void aStartOfAConsumerThatDoesNotExist(CapturedOutput output) {
        set("orderly.inbox.starts.bilings", "latest");

        assertFails(
                output,
                "orderly.inbox.starts.bilings is set, but no event handler belongs to the consumer \"bilings\".",
                "Remove it, or annotate a handler with @EventHandler(consumer = \"bilings\")",
                OneHandler.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.kafka.consumer.auto-offset-reset", "spring.kafka.properties.auto.offset.reset"})
    void aConsumerThatWouldStartAtTheEndOfItsTopics(String property, CapturedOutput output) {
        set("spring.autoconfigure.exclude", null);
        set("spring.kafka.bootstrap-servers", "127.0.0.1:1");
        set(property, "latest");

        assertFails(
                output,
                "auto.offset.reset of Kafka's consumers is latest, but the bus always starts at the first event that its consumer group has not processed.",
                "Remove spring.kafka.consumer.auto-offset-reset",
                OneHandler.class);
    }

    @ParameterizedTest
    @CsvSource({
        "kafka,org.springframework.kafka,spring-boot-starter-kafka",
        "rabbitmq,org.springframework.amqp,spring-boot-starter-amqp",
        "feed,org.springframework.web.client,spring-boot-starter-restclient"
    })
    void theClientOfTheTransportIsMissing(String transport, String client, String starter, CapturedOutput output) {
        set("spring.autoconfigure.exclude", null);
        set("orderly.transport", transport);
        set("orderly.feed.sources.shelf-events", "http://localhost:1");
        classLoader = new FilteredClassLoader(client);

        assertFails(
                output,
                "orderly.transport is %s, but its client is not on the class path: ".formatted(transport),
                "Add the dependency org.springframework.boot:%s, or set orderly.transport to".formatted(starter),
                OneHandler.class);
    }

    @Test
    void noClientIsNeededIfTheTransportIsExcludedOnPurpose() {
        classLoader = new FilteredClassLoader("org.springframework.kafka");

        startAndClose();
    }

    @Test
    void noDatabaseIsNamed(CapturedOutput output) {
        set("spring.datasource.url", null);

        assertFails(output, "Failed to configure a DataSource: 'url' attribute is not specified", "Consider");
    }

    @Test
    void theDatabaseIsAway(CapturedOutput output) {
        set("spring.datasource.url", "jdbc:postgresql://127.0.0.1:1/orders");

        assertFails(
                output,
                "Cannot connect to the database at jdbc:postgresql://127.0.0.1:1/orders: Connection to 127.0.0.1:1 refused",
                "Start the database, or correct spring.datasource.url (SPRING_DATASOURCE_URL).");
    }

    @Test
    void theDatabaseRefusesThePassword(CapturedOutput output) {
        set("spring.datasource.password", "wrong");

        assertFails(
                output,
                "Cannot connect to the database at %s: FATAL: password authentication failed for user \"%s\""
                        .formatted(database.jdbcUrl(), database.username()),
                "Correct spring.datasource.username and spring.datasource.password (SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD).");
    }

    @Test
    void theDatabaseIsTooOld(CapturedOutput output) {
        assertFails(
                output,
                "The bus does not support PostgreSQL 13.",
                "Set spring.datasource.url to a database on PostgreSQL 14 or later.",
                OldPostgres.class);
    }

    @Test
    void theDatabaseDoesNotExist(CapturedOutput output) {
        set("spring.datasource.url", database.jdbcUrl().replaceFirst("(//[^/]+/)[^?]+", "$1nowhere"));

        assertFails(output, "database \"nowhere\" does not exist", "Create the database, or correct its name");
    }

    @Test
    void theStoreBelongsToAnotherSource(CapturedOutput output) {
        var shared = TestServers.database("shared");
        connect(shared, shared);
        startAndClose();
        set("orderly.source", "/other-shelves");

        assertFails(
                output,
                "The event store in schema orderly belongs to the source /shelves, and orderly.source is /other-shelves.",
                "Give this service a database of its own, or, if it was renamed, follow \"Renaming a source\" in docs/guide/operations.md.",
                OneHandler.class);
    }

    @Test
    void theSequenceOfTheInsertionIdsWasSetBack(CapturedOutput output) {
        var copied = TestServers.database("copied");
        connect(copied, copied);
        startAndClose();
        asOwner(
                copied,
                "UPDATE orderly.event_head SET frontier = 4016",
                "ALTER SEQUENCE orderly.event_entry_insertion_id_seq RESTART WITH 4016");

        assertFails(
                output,
                "The sequence orderly.event_entry_insertion_id_seq is at 4015, but the event store has used insertion ids up to 4016",
                "Run SELECT setval('orderly.event_entry_insertion_id_seq', 4016)",
                OneHandler.class);
    }

    @Test
    void theRoleMayNotConnect(CapturedOutput output) {
        var owned = TestServers.database("owned");
        var guest = TestServers.database("guest");
        connect(owned, guest);
        asOwner(owned, "REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(owned.username()));

        assertFails(
                output,
                "The role of the service may not connect to its database: FATAL: permission denied for database \"%s\""
                        .formatted(owned.username()),
                "As the owner of the database, run GRANT CONNECT ON DATABASE",
                OneHandler.class);
    }

    @Test
    void theRoleMayNotCreateTheSchema(CapturedOutput output) {
        var owned = TestServers.database("owned");
        var guest = TestServers.database("guest");
        connect(owned, guest);
        asOwner(owned, "GRANT CONNECT ON DATABASE %s TO %s".formatted(owned.username(), guest.username()));

        assertFails(
                output,
                "The role %s may not create the schema orderly in the database %s"
                        .formatted(guest.username(), owned.username()),
                "As the owner of the database, run GRANT CREATE ON DATABASE %s TO %s; or, to grant less, CREATE SCHEMA orderly; GRANT ALL ON SCHEMA orderly TO %s;"
                        .formatted(owned.username(), guest.username(), guest.username()),
                OneHandler.class);

        asOwner(owned, "CREATE SCHEMA orderly", "GRANT ALL ON SCHEMA orderly TO " + guest.username());
        startAndClose();
    }

    @Test
    void theRoleMayNotChangeTheSchema(CapturedOutput output) {
        var owned = TestServers.database("owned");
        var guest = TestServers.database("guest");
        connect(owned, guest);
        asOwner(
                owned,
                "GRANT CONNECT ON DATABASE %s TO %s".formatted(owned.username(), guest.username()),
                "CREATE SCHEMA orderly");

        assertFails(
                output,
                "The role %s may not use or change the schema orderly in the database %s"
                        .formatted(guest.username(), owned.username()),
                "As the owner of the schema, run GRANT ALL ON SCHEMA orderly TO %s;".formatted(guest.username()),
                OneHandler.class);

        asOwner(owned, "GRANT ALL ON SCHEMA orderly TO " + guest.username());
        startAndClose();
    }

    @Test
    void aDatabaseWithTablesOfSomebodyElseIsNoReasonToFail() {
        var used = TestServers.database("used");
        connect(used, used);
        asOwner(used, "CREATE TABLE public.inventory (id int)");

        startAndClose();
    }

    private void connect(TestDatabase to, TestDatabase as) {
        set("spring.datasource.url", to.jdbcUrl());
        set("spring.datasource.username", as.username());
        set("spring.datasource.password", as.password());
    }

    private void startAndClose() {
        application(Application.class, OneHandler.class)
                .run(settings.toArray(String[]::new))
                .close();
    }

    private SpringApplicationBuilder application(Class<?>... sources) {
        return new SpringApplicationBuilder(sources)
                .resourceLoader(new DefaultResourceLoader(classLoader))
                .web(WebApplicationType.NONE);
    }

    private static void asOwner(TestDatabase database, String... statements) {
        var jdbc = JdbcClient.create(
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
        for (var each : statements) {
            jdbc.sql(each).update();
        }
    }

    private void set(String property, String value) {
        settings.removeIf(each -> each.startsWith("--" + property + "="));
        if (value != null) {
            settings.add("--" + property + "=" + value);
        }
    }

    private void assertFails(CapturedOutput output, String description, String action, Class<?>... handlers) {
        assertFails(output, "", description, action, handlers);
    }

    private void assertFails(
            CapturedOutput output, String where, String description, String action, Class<?>... handlers) {
        var sources = Stream.concat(Stream.of(Application.class), Stream.of(handlers));
        var application = application(sources.toArray(Class<?>[]::new));

        assertThatThrownBy(() -> application.run(settings.toArray(String[]::new)))
                .isNotNull();

        assertThat(output.getOut())
                .containsSubsequence(
                        "APPLICATION FAILED TO START", "Description:", where, description, "Action:", action)
                .doesNotContain("Application run failed");
    }

    @EventType("shelf.stacked.v1")
    record Stacked(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}

    /** The real server, which says that it is version 13. */
    @Configuration(proxyBeanMethods = false)
    static class OldPostgres implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof DataSource dataSource
                    ? answering(DataSource.class, dataSource, Connection.class, OldPostgres::old)
                    : bean;
        }

        private static Object old(Object connection) {
            return answering(Connection.class, connection, DatabaseMetaData.class, OldPostgres::thirteen);
        }

        private static Object thirteen(Object metaData) {
            return proxy(
                    DatabaseMetaData.class,
                    metaData,
                    (method, answer) -> method.getName().equals("getDatabaseMajorVersion") ? 13 : answer);
        }

        /** Replaces the answers of one type. */
        private static Object answering(
                Class<?> type, Object target, Class<?> replaced, UnaryOperator<Object> replacement) {
            return proxy(
                    type,
                    target,
                    (method, answer) -> method.getReturnType() == replaced ? replacement.apply(answer) : answer);
        }

        private static Object proxy(Class<?> type, Object target, BiFunction<Method, Object, Object> replacement) {
            return Proxy.newProxyInstance(
                    OldPostgres.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        try {
                            return replacement.apply(method, method.invoke(target, arguments));
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    static class PrivateHandler {

        @Transactional
        public void work() {}

        @EventHandler
        private void on(Stacked event) {}
    }

    static class FinalHandler {

        @Transactional
        public void work() {}

        @EventHandler
        final void on(Stacked event) {}
    }

    static class ManagerOfAnotherDataSource {

        @Bean
        PlatformTransactionManager transactionManager() {
            return new JdbcTransactionManager(
                    new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
        }
    }

    static class WrongHandler {

        @EventHandler
        void on(String text) {}
    }

    static class OneHandler {

        @EventHandler
        void on(Stacked event) {}
    }

    static class OtherHandler {

        @EventHandler
        void on(Stacked event) {}
    }

    static class AsyncHandler {

        @Async
        @EventHandler
        void on(Stacked event) {}
    }

    @Async
    static class HandlerOfAnAsyncClass {

        @EventHandler
        void on(Stacked event) {}
    }

    static class HandlerWithAMetaAnnotation {

        @InTheBackground
        @EventHandler
        void on(Stacked event) {}
    }

    @Async
    @Retention(RetentionPolicy.RUNTIME)
    @interface InTheBackground {}

    static class HandlerReturningAFuture {

        @EventHandler
        CompletableFuture<Void> on(Stacked event) {
            return CompletableFuture.completedFuture(null);
        }
    }

    static class HandlerReturningAStage {

        @EventHandler
        CompletionStage<Void> on(Stacked event) {
            return CompletableFuture.completedFuture(null);
        }
    }

    static class HandlerReturningAPublisher {

        @EventHandler
        Flow.Publisher<String> on(Stacked event) {
            return subscriber -> {};
        }
    }
}
