package dev.orderly.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.orderly.events.config.OrderlyProperties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What an IDE knows of the bus's settings. */
class ConfigurationMetadataTests {

    /** A property that the code names itself, in a condition or a message. */
    private static final Pattern NAMED = Pattern.compile("\"(orderly\\.[a-z-]+(?:\\.[a-z-]+)*)[\" ]");

    private final List<JsonNode> properties =
            metadata().get("properties").valueStream().toList();

    @Test
    void everyPropertyIsDescribedAndHasItsType() {
        assertThat(properties).isNotEmpty().allSatisfy(property -> {
            assertThat(property.path("description").asString(""))
                    .as(name(property))
                    .isNotBlank();
            assertThat(property.path("description").asString(""))
                    .as(name(property))
                    .doesNotContain("{@");
            assertThat(property.path("type").asString("")).as(name(property)).isNotBlank();
        });
    }

    @Test
    void everyComponentOfASettingsRecordIsThereWithItsDefault() {
        var known = properties.stream().map(ConfigurationMetadataTests::name).collect(Collectors.toSet());

        for (var record : settingsRecords()) {
            var prefix = record.getAnnotation(ConfigurationProperties.class).value();
            for (var parameter : record.getDeclaredConstructors()[0].getParameters()) {
                var name = prefix + "." + dashed(parameter.getName());
                assertThat(known).contains(name);
                var defaultValue = parameter.getAnnotation(DefaultValue.class);
                if (defaultValue != null && defaultValue.value().length > 0) {
                    assertThat(property(name).path("defaultValue").asString(""))
                            .as(name)
                            .isEqualTo(
                                    defaultValue.value().length == 1
                                            ? defaultValue.value()[0]
                                            : Arrays.toString(defaultValue.value()));
                }
            }
        }
    }

    @Test
    void everyPropertyThatTheCodeNamesIsThere() throws IOException {
        var known = properties.stream().map(ConfigurationMetadataTests::name).collect(Collectors.toSet());
        var groups = settingsRecords().stream()
                .map(each -> each.getAnnotation(ConfigurationProperties.class).value())
                .collect(Collectors.toSet());

        Set<String> named = new TreeSet<>();
        try (var sources = Files.walk(Path.of("src/main/java"))) {
            for (var source : sources.filter(Files::isRegularFile).toList()) {
                NAMED.matcher(Files.readString(source)).results().forEach(each -> named.add(each.group(1)));
            }
        }
        named.removeAll(groups);
        named.removeIf(each -> each.startsWith("orderly.events.")); // These are meters.

        assertThat(named).contains("orderly.retention.keep");
        assertThat(known).containsAll(named);
    }

    @Test
    void everyTransportIsSuggested() {
        var suggested = metadata()
                .get("hints")
                .valueStream()
                .filter(hint -> name(hint).equals("orderly.transport"))
                .flatMap(hint -> hint.get("values").valueStream())
                .map(value -> value.get("value").asString());

        assertThat(suggested)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(OrderlyProperties.Transport.values())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private JsonNode property(String name) {
        return properties.stream()
                .filter(each -> name(each).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Class<?>> settingsRecords() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        List<Class<?>> records = new ArrayList<>();
        scanner.findCandidateComponents("dev.orderly.events")
                .forEach(each -> records.add(ClassUtils.resolveClassName(each.getBeanClassName(), null)));
        assertThat(records).contains(OrderlyProperties.class);
        return records;
    }

    private static JsonNode metadata() {
        var file = Path.of("target/classes/META-INF/spring-configuration-metadata.json");
        return JsonMapper.shared().readTree(file.toFile());
    }

    private static String name(JsonNode node) {
        return node.get("name").asString();
    }

    private static String dashed(String name) {
        return ConfigurationPropertyName.adapt(name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT), '.')
                .toString();
    }
}
