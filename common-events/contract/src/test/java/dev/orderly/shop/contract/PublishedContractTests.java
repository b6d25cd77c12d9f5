package dev.orderly.shop.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.kafka.KafkaTransportProperties;
import dev.orderly.events.message.CloudEventEncoder;
import dev.orderly.events.type.EventTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * docs/reference/asyncapi.yaml and docs/reference/schemas match the code. {@code -Dorderly.write-contract=true} writes
 * them again; the diff then shows what changed.
 */
class PublishedContractTests {

    private static final Path DOCS = Path.of("../../docs/reference");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final SchemaGenerator SCHEMAS = new SchemaGenerator(builder()
            .with(Option.EXTRA_OPEN_API_FORMAT_VALUES, Option.INLINE_ALL_SCHEMAS)
            .build());

    static Map<String, Class<?>> types() {
        return new TreeMap<>(EventTypes.in(List.of("dev.orderly.shop.contract")).all());
    }

    static Stream<String> typeNames() {
        return types().keySet().stream();
    }

    @BeforeAll
    static void writeIfAsked() throws IOException {
        if (Boolean.getBoolean("orderly.write-contract")) {
            Files.createDirectories(DOCS.resolve("schemas"));
            for (var type : types().keySet()) {
                Files.writeString(schemaFile(type), schema(type));
            }
            Files.writeString(DOCS.resolve("asyncapi.yaml"), asyncApi());
        }
    }

    @Test
    void theShopsContractDeclaresItsTypes() {
        assertThat(types().keySet())
                .containsExactlyInAnyOrder(
                        "order.placed.v1",
                        "order.shipped.v1",
                        "order.canceled.v1",
                        "refund.completed.v1",
                        "refund.rejected.v1");
    }

    @ParameterizedTest
    @MethodSource("typeNames")
    void aPayloadsSchemaIsThatOfItsRecord(String type) {
        assertWritten(schemaFile(type), schema(type));
    }

    @ParameterizedTest
    @MethodSource("typeNames")
    void aSchemaAsksForJustTheFieldsOfTheGoldenFile(String type) throws IOException {
        try (var golden = getClass().getResourceAsStream("/golden/%s.json".formatted(type))) {
            assertSameFields(JSON.readTree(Files.readString(schemaFile(type))), JSON.readTree(golden.readAllBytes()));
        }
    }

    @Test
    void noSchemaIsLeftOfATypeThatIsGone() throws IOException {
        try (var files = Files.list(DOCS.resolve("schemas"))) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            typeNames().map(each -> each + ".json").toList());
        }
    }

    @Test
    void theAsyncApiNamesEveryTypeInTheChannelOfItsTopic() {
        assertWritten(DOCS.resolve("asyncapi.yaml"), asyncApi());
    }

    @Test
    void theAsyncApiDescribesTheHeadersThatAreSent() throws IOException {
        Map<String, Object> headers = at(yaml(), "components", "schemas", "cloudEventHeaders", "properties");

        assertThat(headers.keySet())
                .containsExactlyInAnyOrderElementsOf(sentHeaders().keySet());
    }

    /** A change here breaks other services. */
    @Test
    void aHeaderIsSentWithItsGoldenValue() {
        assertThat(sentHeaders())
                .containsExactly(
                        entry("ce_specversion", "1.0"),
                        entry("ce_id", "01a2027e-d2ad-7536-82e3-40957e65fb0c"),
                        entry("ce_source", "/order-service"),
                        entry("ce_type", "order.shipped.v1"),
                        entry("ce_subject", "01a2027e-d844-7290-bd29-7ff9663210bb"),
                        entry("ce_time", "2026-11-22T10:00:00.123456Z"),
                        entry("ce_partitionkey", "01a2027e-d844-7290-bd29-7ff9663210bb"),
                        entry("ce_sequence", "00000000000000000042"),
                        entry("content-type", "application/json"),
                        entry("ce_traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                        entry("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    }

    private static Map<String, String> sentHeaders() {
        var event = new EventMetadata(
                UUID.fromString("01a2027e-d2ad-7536-82e3-40957e65fb0c"),
                "order.shipped.v1",
                "/order-service",
                "01a2027e-d844-7290-bd29-7ff9663210bb",
                Instant.parse("2026-11-22T10:00:00.123456Z"),
                42,
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        var message = CloudEventEncoder.encode(event, "application/json", new byte[0], "order-events");
        Map<String, String> values = new LinkedHashMap<>();
        message.headers().forEach(header -> values.put(header.name(), new String(header.value(), UTF_8)));
        return values;
    }

    @Test
    void everyReferenceInTheAsyncApiLeadsSomewhere() throws IOException {
        var document = yaml();
        var references = Files.readString(DOCS.resolve("asyncapi.yaml"))
                .lines()
                .filter(line -> line.contains("$ref:"))
                .map(line -> line.replaceAll(".*\\$ref: *'?([^' }]+)'?.*", "$1"))
                .toList();

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#/")) {
                assertThat((Object) at(document, reference.substring(2).split("/")))
                        .as(reference)
                        .isNotNull();
            } else {
                assertThat(DOCS.resolve(reference)).exists();
            }
        });
    }

    private static void assertWritten(Path file, String content) {
        assertThat(file)
                .as("write it again with ./mvnw -pl common-events/contract -am test -Dorderly.write-contract=true")
                .exists()
                .hasContent(content);
    }

    private static void assertSameFields(JsonNode schema, JsonNode value) {
        if (value.isArray()) {
            value.forEach(each -> assertSameFields(schema.get("items"), each));
        } else if (value.isObject()) {
            assertThat(schema.get("properties").propertyNames())
                    .containsExactlyInAnyOrderElementsOf(value.propertyNames());
            assertThat(schema.get("required").valueStream().map(JsonNode::asString))
                    .containsExactlyInAnyOrderElementsOf(value.propertyNames());
            value.forEachEntry(
                    (name, field) -> assertSameFields(schema.get("properties").get(name), field));
        } else {
            assertThat(schema.get("type").asString())
                    .isIn(value.isString() ? List.of("string") : List.of("number", "integer"));
        }
    }

    private static SchemaGeneratorConfigBuilder builder() {
        var builder = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_7, OptionPreset.PLAIN_JSON);
        builder.forFields().withRequiredCheck(field -> true);
        return builder;
    }

    private static String schema(String type) {
        return JSON.writeValueAsString(SCHEMAS.generateSchema(types().get(type))) + "\n";
    }

    private static Path schemaFile(String type) {
        return DOCS.resolve("schemas").resolve(type + ".json");
    }

    private static Map<String, Object> yaml() throws IOException {
        return new Yaml().load(Files.readString(DOCS.resolve("asyncapi.yaml")));
    }

    @SuppressWarnings("unchecked")
    private static <T> T at(Map<String, Object> document, String... path) {
        Object current = document;
        for (var each : path) {
            current = current == null ? null : ((Map<String, Object>) current).get(each);
        }
        return (T) current;
    }

    /** As the service is configured that raises the type. */
    private static String topicOf(String type) {
        return configurationOf(type.substring(0, type.indexOf('.')))
                .bind("orderly.topic", String.class)
                .get();
    }

    /** As the service is configured that publishes to the topic. */
    private static int partitionsOf(String topic) {
        return configurationOf(topic.substring(0, topic.indexOf('-')))
                .bindOrCreate("orderly.kafka", KafkaTransportProperties.class)
                .partitions();
    }

    private static Binder configurationOf(String service) {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(
                new FileSystemResource("../../%s-service/src/main/resources/application.yml".formatted(service)));
        return new Binder(new MapConfigurationPropertySource(yaml.getObject()));
    }

    private static String asyncApi() {
        var byTopic = typeNames()
                .collect(Collectors.groupingBy(PublishedContractTests::topicOf, TreeMap::new, Collectors.toList()));
        return """
                asyncapi: 3.0.0
                info:
                  title: The shop's events
                  version: 1.0.0
                  description: >-
                    CloudEvents 1.0 in binary mode. Events with the same key arrive in the order of their commits; each may be
                    delivered more than once, always with the same ce_id. Consumers ignore unknown fields.
                defaultContentType: application/json
                channels:
                %soperations:
                %scomponents:
                  messages:
                %s  schemas:
                    cloudEventHeaders:
                      type: object
                      required: [ce_specversion, ce_id, ce_source, ce_type, ce_subject, ce_time, ce_partitionkey, ce_sequence, content-type]
                      properties:
                        ce_specversion: {type: string, const: '1.0'}
                        ce_id: {type: string, format: uuid, description: 'The identity of the event, a UUIDv7.'}
                        ce_source: {type: string, format: uri-reference, description: 'The service that raised the event, such as /order-service.'}
                        ce_type: {type: string, description: 'The name of the message.'}
                        ce_subject: {type: string, description: 'The id of the aggregate.'}
                        ce_time: {type: string, format: date-time, description: 'When the event was raised, by the clock of its source.'}
                        ce_partitionkey: {type: string, description: 'The key of the record.'}
                        ce_sequence: {type: string, pattern: '^[0-9]{20}$', description: 'The position of the event among all events of its source.'}
                        ce_traceparent: {type: string, description: 'The trace context in which the event was raised, if there was one.'}
                        traceparent: {type: string, description: 'The trace context of this delivery.'}
                        content-type: {type: string, const: application/json}
                """.formatted(
                byTopic.entrySet().stream()
                        .map(each -> channel(each.getKey(), each.getValue()))
                        .collect(joining()),
                byTopic.keySet().stream().map(PublishedContractTests::operation).collect(joining()),
                typeNames().map(PublishedContractTests::message).collect(joining()));
    }

    private static String channel(String topic, List<String> types) {
        return "  %1$s:\n    address: %1$s\n    bindings:\n      kafka: {topic: %1$s, partitions: %2$d}\n    messages:\n"
                        .formatted(topic, partitionsOf(topic))
                + types.stream()
                        .map("      %1$s: {$ref: '#/components/messages/%1$s'}\n"::formatted)
                        .collect(joining());
    }

    private static String operation(String topic) {
        return """
                publish-%1$s:
                  action: send
                  channel: {$ref: '#/channels/%1$s'}
                """.formatted(topic).indent(2);
    }

    private static String message(String type) {
        return """
                %1$s:
                  name: %1$s
                  headers: {$ref: '#/components/schemas/cloudEventHeaders'}
                  payload:
                    schemaFormat: application/schema+json;version=draft-07
                    schema: {$ref: schemas/%1$s.json}
                  bindings:
                    kafka:
                      key: {type: string, description: 'The id of the order.'}
                """.formatted(type).indent(4);
    }
}
