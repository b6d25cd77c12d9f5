package dev.orderly.shop.web;

import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes JSON, and ends each response with a newline, so that a terminal shows the next prompt on its own line. */
final class NewlineTerminatedJson extends JacksonJsonHttpMessageConverter {

    NewlineTerminatedJson(JsonMapper mapper) {
        super(mapper);
    }

    @Override
    protected void writeSuffix(JsonGenerator generator, Object object) {
        generator.writeRaw('\n');
    }
}
