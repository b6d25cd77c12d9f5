package dev.orderly.shop.web;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;

/** Accepts only text: no number, no U+0000 (PostgreSQL cannot store it), no half of a surrogate pair. */
final class TextDeserializer extends StdScalarDeserializer<String> {

    TextDeserializer() {
        super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (String) context.handleUnexpectedToken(getValueType(context), parser);
        }
        var text = parser.getString();
        if (!isStorable(text)) {
            throw new UnstorableTextException(parser);
        }
        return text;
    }

    private static boolean isStorable(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    static final class UnstorableTextException extends MismatchedInputException {

        UnstorableTextException(JsonParser parser) {
            super(parser, "text with U+0000 or half of a surrogate pair", String.class);
        }
    }
}
