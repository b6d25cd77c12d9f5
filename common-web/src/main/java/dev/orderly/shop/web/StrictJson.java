package dev.orderly.shop.web;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON as the shop's services read and write it over HTTP. It rejects a request instead of guessing: nothing may follow
 * the document, no key may occur twice, text is not a number nor a number text, a fraction is not a whole number, and
 * text that a database cannot store is invalid. Unknown properties are ignored, so that a client may be newer than the
 * service.
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
