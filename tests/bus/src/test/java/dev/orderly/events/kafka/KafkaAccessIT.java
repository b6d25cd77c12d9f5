package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.orderly.events.Events;
import dev.orderly.events.system.CountingService;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two services, each with a principal and the ACLs of docs/guide/security.md, and no others. */
@Tag("full")
class KafkaAccessIT {

    private static final String TOPIC = "counter-events";
    private static final String POSITIONS = "publisher-forwarder";
    private static final String NEW_TOPIC = "newcomer-events";

    private static final Duration SECONDS = Duration.ofSeconds(30);

    private static SecuredKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = new SecuredKafka(List.of("publisher", "reader", "newcomer"));
        try (var admin = kafka.admin()) {
            admin.createTopics(List.of(
                            new NewTopic(TOPIC, 6, (short) 1),
                            new NewTopic(NEW_TOPIC, 6, (short) 1),
                            new NewTopic("newcomer-forwarder", 1, (short) 1),
                            new NewTopic(POSITIONS, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        kafka.allow("publisher", ResourceType.TOPIC, TOPIC, WRITE, READ, DESCRIBE, DESCRIBE_CONFIGS);
        kafka.allow("publisher", ResourceType.TOPIC, POSITIONS, WRITE, READ, DESCRIBE);
        kafka.allow("publisher", TRANSACTIONAL_ID, "publisher-forwarder", WRITE, DESCRIBE);
        kafka.allow("publisher", GROUP, "publisher-forwarder", READ, DESCRIBE);
        kafka.allow("reader", ResourceType.TOPIC, TOPIC, READ, DESCRIBE, DESCRIBE_CONFIGS);
        kafka.allow("reader", GROUP, "reader", READ, DESCRIBE);
        kafka.allow("newcomer", ResourceType.TOPIC, NEW_TOPIC, WRITE, READ, DESCRIBE, DESCRIBE_CONFIGS);
        kafka.allow("newcomer", ResourceType.TOPIC, "newcomer-forwarder", READ, DESCRIBE);
        kafka.allow("newcomer", TRANSACTIONAL_ID, "newcomer-forwarder", WRITE, DESCRIBE);
        kafka.allow("newcomer", GROUP, "newcomer-forwarder", READ, DESCRIBE);
        kafka.allow("newcomer", GROUP, "newcomer", READ, DESCRIBE);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void theAclsOfTheGuideAreEnough() {
        try (var publisher = service("publisher", "--orderly.topic=" + TOPIC);
                var reader = service("reader", "--orderly.subscriptions=" + TOPIC)) {
            publisher
                    .getBean(TransactionTemplate.class)
                    .executeWithoutResult(status -> Events.raise(new Counted("c-1", 1)));

            await().until(() ->
                    reader.getBean(CountingService.class).numbersOf("c-1").equals(List.of(1L)));
        }
    }

    @Test
    void aTopicForItsPositionThatAServiceMayNotSeeIsNoFailure() {
        var reader = kafka.client("reader", "reader");
        var topic = new PositionTopic(reader, reader, POSITIONS, TOPIC, true, (short) 1, SECONDS);

        assertThat(topic.obstacle()).containsIgnoringCase("authorization failed");
    }

    /** Whatever rights the principal has that creates its topics. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aServiceThatMayNotWriteItsPositionToATopicSavesItInAGroup(CapturedOutput output) {
        try (var both = service(
                "newcomer",
                "--orderly.topic=" + NEW_TOPIC,
                "--orderly.subscriptions=" + NEW_TOPIC,
                "--spring.kafka.admin.properties[sasl.jaas.config]="
                        + kafka.client("admin", "admin").get("sasl.jaas.config"))) {
            both.getBean(TransactionTemplate.class).executeWithoutResult(status -> Events.raise(new Counted("c-1", 1)));

            await().until(() ->
                    both.getBean(CountingService.class).numbersOf("c-1").equals(List.of(1L)));
        }
        assertThat(output.getOut()).contains("The topic newcomer-forwarder cannot be used");
    }

    @ParameterizedTest
    @ValueSource(strings = {TOPIC, POSITIONS})
    void onlyItsOwnerCanWriteToATopic(String topic) {
        try (var foreign = producer("reader", null)) {
            assertThatThrownBy(() -> foreign.send(new ProducerRecord<>(topic, new byte[0]))
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void nobodyCanFenceAnothersForwarder() {
        try (var foreign = producer("reader", "publisher-forwarder")) {
            assertThatThrownBy(foreign::initTransactions).isInstanceOf(TransactionalIdAuthorizationException.class);
        }
    }

    @Test
    void nobodyCanReadInTheNameOfAnother() {
        var settings = kafka.client("publisher", "publisher");
        settings.putAll(Map.of("group.id", "reader", "auto.offset.reset", "earliest"));
        try (var foreign = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            foreign.subscribe(List.of(TOPIC));
            assertThatThrownBy(() -> foreign.poll(Duration.ofSeconds(30)))
                    .isInstanceOf(GroupAuthorizationException.class);
        }
    }

    @Test
    void nobodyGetsInWithAWrongPassword() {
        var settings = kafka.client("reader", "guessed");
        try (var stranger = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThatThrownBy(() -> stranger.partitionsFor(TOPIC)).isInstanceOf(SaslAuthenticationException.class);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String principal, String transactionalId) {
        var settings = kafka.client(principal, principal);
        // With idempotence, the broker would already refuse the producer id.
        settings.put("enable.idempotence", transactionalId != null);
        if (transactionalId != null) {
            settings.put("transactional.id", transactionalId);
        }
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static ConfigurableApplicationContext service(String name, String... roles) {
        var database = TestServers.database(name);
        var client = kafka.client(name, name);
        var arguments = Stream.concat(
                Stream.of(roles),
                Stream.concat(
                        client.entrySet().stream().map(each -> "--spring.kafka.%s=%s"
                                .formatted(
                                        each.getKey().equals("bootstrap.servers")
                                                ? "bootstrap-servers"
                                                : "properties[%s]".formatted(each.getKey()),
                                        each.getValue())),
                        Stream.of(
                                "--orderly.source=/" + name,
                                "--orderly.kafka.create-topics=false",
                                "--spring.datasource.url=" + database.jdbcUrl(),
                                "--spring.datasource.username=" + database.username(),
                                "--spring.datasource.password=" + database.password())));
        var service = new SpringApplicationBuilder(CountingService.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new));
        assertThat(service.isRunning()).isTrue();
        return service;
    }
}
