package dev.orderly.events.operator;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows a payload to an operator, without the values of its personal properties. */
final class PayloadMask {

    static final String MASKED = "***";

    private final JsonMapper json = JsonMapper.builder().build();
    private final Set<String> maskedFields;

    PayloadMask(Set<String> maskedFields) {
        this.maskedFields = Set.copyOf(maskedFields);
    }

    /** The payload as JSON with its masks; null if it is no JSON: nobody can say what is personal in it. */
    @Nullable
    String show(byte @Nullable [] payload) {
        if (payload == null) {
            return null;
        }
        try {
            var tree = json.readTree(payload);
            mask(tree);
            return json.writeValueAsString(tree);
        } catch (JacksonException e) {
            return null;
        }
    }

    private void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var name : object.propertyNames()) {
                var value = object.get(name);
                if (maskedFields.contains(name) && !value.isNull()) {
                    object.put(name, MASKED);
                } else {
                    mask(value);
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(this::mask);
        }
    }
}
