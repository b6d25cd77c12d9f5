package dev.orderly.shop.web;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON as the shop's services read and write it over HTTP. A request means what it says or is refused: nothing after
 * the document, no key twice, no text for a number or number for a text, no fraction for a whole number, no text that
 * a database cannot keep. Properties that nobody knows are ignored, so that clients can be ahead of the service.
 */
final class StrictJson {

    private StrictJson() {}

    static JsonMapper basedOn(JsonMapper mapper) {
        return mapper.rebuild()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .addModule(new SimpleModule("strict text").addDeserializer(String.class, new TextDeserializer()))
                .build();
    }
}
