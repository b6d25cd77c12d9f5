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
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
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

    private static SecuredKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = new SecuredKafka(List.of("publisher", "reader"));
        try (var admin = kafka.admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 6, (short) 1))).all().get();
        }
        kafka.allow("publisher", ResourceType.TOPIC, TOPIC, WRITE, READ, DESCRIBE, DESCRIBE_CONFIGS);
        kafka.allow("publisher", TRANSACTIONAL_ID, "publisher-forwarder", WRITE, DESCRIBE);
        kafka.allow("publisher", GROUP, "publisher-forwarder", READ, DESCRIBE);
        kafka.allow("reader", ResourceType.TOPIC, TOPIC, READ, DESCRIBE, DESCRIBE_CONFIGS);
        kafka.allow("reader", GROUP, "reader", READ, DESCRIBE);
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
    void onlyItsOwnerCanWriteToATopic() {
        try (var foreign = producer("reader", null)) {
            assertThatThrownBy(() -> foreign.send(new ProducerRecord<>(TOPIC, new byte[0]))
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

    private static ConfigurableApplicationContext service(String name, String role) {
        var database = TestServers.database(name);
        var client = kafka.client(name, name);
        var arguments = Stream.concat(
                client.entrySet().stream().map(each -> "--spring.kafka.%s=%s"
                        .formatted(
                                each.getKey().equals("bootstrap.servers")
                                        ? "bootstrap-servers"
                                        : "properties[%s]".formatted(each.getKey()),
                                each.getValue())),
                Stream.of(
                        role,
                        "--orderly.source=/" + name,
                        "--orderly.kafka.create-topics=false",
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password()));
        var service = new SpringApplicationBuilder(CountingService.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new));
        assertThat(service.isRunning()).isTrue();
        return service;
    }
}
