package dev.orderly.events.store;

import java.util.Map;

import dev.orderly.events.EventContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** An {@link EventContext} as the store keeps it: a JSON object, or null if it is empty. */
final class StoredContext {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> ATTRIBUTES = new TypeReference<>() {};

    private StoredContext() {}

    static @Nullable String write(EventContext context) {
        return context.isEmpty() ? null : JSON.writeValueAsString(context.attributes());
    }

    static EventContext read(@Nullable String stored) {
        return stored == null ? EventContext.EMPTY : new EventContext(JSON.readValue(stored, ATTRIBUTES));
    }
}
