package dev.orderly.events.rabbit;

import java.util.ArrayList;
import java.util.List;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import dev.orderly.events.Events;
import dev.orderly.events.system.CountingService;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two services, each with a user and the permissions of docs/guide/security.md, and no others. */
@Tag("full")
@EnabledIf(value = "isRabbitInstalled", disabledReason = LocalRabbit.HOW_TO_INSTALL)
class RabbitAccessIT {

    private static final String TOPIC = "guarded-events";
    private static final String QUEUE = "guarded-reader.%s.0".formatted(TOPIC);

    static boolean isRabbitInstalled() {
        return LocalRabbit.isInstalled();
    }

    /** The deployer creates exchange and queues, here by starting the publisher with all rights. */
    @BeforeAll
    static void prepare() {
        service(
                        "guarded-publisher",
                        "guest",
                        "--orderly.topic=" + TOPIC,
                        "--orderly.rabbitmq.consumers=guarded-reader,guarded-other")
                .close();
        allow("guarded-publisher", "^$", "^%s$".formatted(TOPIC), "^$");
        allow("guarded-reader", "^$", "^$", "^guarded-reader\\..*$");
    }

    @Test
    void thePermissionsOfTheGuideAreEnough() {
        try (var publisher = service(
                        "guarded-publisher",
                        "guarded-publisher",
                        "--orderly.topic=" + TOPIC,
                        "--orderly.rabbitmq.create-queues=false");
                var reader = service(
                        "guarded-reader",
                        "guarded-reader",
                        "--orderly.subscriptions=" + TOPIC,
                        "--orderly.rabbitmq.create-queues=false")) {
            publisher
                    .getBean(TransactionTemplate.class)
                    .executeWithoutResult(status -> Events.raise(new Counted("c-1", 1)));

            await().until(() ->
                    reader.getBean(CountingService.class).numbersOf("c-1").equals(List.of(1L)));
        }
    }

    @Test
    void onlyItsOwnerCanPublishToAnExchange() {
        isRefused("guarded-reader", channel -> {
            channel.confirmSelect();
            channel.basicPublish(TOPIC, "0", null, new byte[0]);
            channel.waitForConfirms(30_000);
        });
    }

    @Test
    void nobodyCanReadAnothersQueue() {
        isRefused("guarded-reader", channel -> channel.basicGet("guarded-other.%s.0".formatted(TOPIC), false));
        isRefused("guarded-publisher", channel -> channel.basicGet(QUEUE, false));
    }

    @Test
    void nobodyCanCreateOrDelete() {
        for (var user : List.of("guarded-publisher", "guarded-reader")) {
            isRefused(user, channel -> channel.queueDeclare("own", true, false, false, null));
            isRefused(user, channel -> channel.exchangeDeclare("own", "direct"));
            isRefused(user, channel -> channel.queueDelete(QUEUE));
            isRefused(user, channel -> channel.exchangeDelete(TOPIC));
        }
    }

    @Test
    void nobodyGetsInWithAWrongPassword() {
        assertThatThrownBy(() -> connections("guarded-reader", "guessed").newConnection())
                .hasMessageContaining("ACCESS_REFUSED");
    }

    private static void isRefused(String user, Call call) {
        assertThatThrownBy(() -> {
                    try (var connection = connections(user, user).newConnection();
                            var channel = connection.createChannel()) {
                        call.on(channel);
                    }
                })
                .satisfies(failure -> assertThat(reasons(failure)).contains("ACCESS_REFUSED"));
    }

    private static String reasons(Throwable failure) {
        var all = new ArrayList<String>();
        for (var each = failure; each != null; each = each.getCause()) {
            all.add(
                    each instanceof ShutdownSignalException shutdown
                            ? String.valueOf(shutdown.getReason())
                            : String.valueOf(each.getMessage()));
        }
        return all.toString();
    }

    private static void allow(String user, String configure, String write, String read) {
        var rabbit = TestServers.rabbit();
        rabbit.control("add_user", user, user);
        rabbit.control("set_permissions", user, configure, write, read);
    }

    private static ConnectionFactory connections(String user, String password) {
        var connections = new ConnectionFactory();
        connections.setHost("127.0.0.1");
        connections.setPort(TestServers.rabbit().port());
        connections.setUsername(user);
        connections.setPassword(password);
        return connections;
    }

    private static ConfigurableApplicationContext service(String name, String user, String... arguments) {
        var database = TestServers.database(name.replace('-', '_'));
        List<String> all = new ArrayList<>(List.of(
                "--orderly.source=/" + name,
                "--orderly.transport=rabbitmq",
                "--spring.rabbitmq.host=127.0.0.1",
                "--spring.rabbitmq.port=" + TestServers.rabbit().port(),
                "--spring.rabbitmq.username=" + user,
                "--spring.rabbitmq.password=" + user,
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password()));
        all.addAll(List.of(arguments));
        return new SpringApplicationBuilder(CountingService.class)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new));
    }

    private interface Call {

        void on(Channel channel) throws Exception;
    }
}
