package dev.orderly.shop.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Rejects a body that is not UTF-8, because the JSON parser would guess the encoding and accept some broken bytes. JSON
 * has no other encoding (RFC 8259), so a {@code charset} in the content type is ignored.
 */
@RestControllerAdvice
final class Utf8BodyAdvice extends RequestBodyAdviceAdapter {

    @Override
    public boolean supports(
            MethodParameter parameter, Type target, Class<? extends HttpMessageConverter<?>> converterType) {
        return JacksonJsonHttpMessageConverter.class.isAssignableFrom(converterType);
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type target,
            Class<? extends HttpMessageConverter<?>> converterType)
            throws IOException {
        var body = message.getBody().readAllBytes();
        try {
            verifyUtf8(body);
        } catch (CharacterCodingException e) {
            throw new HttpMessageNotReadableException("The body is not UTF-8", e, message);
        }
        return new Utf8Message(message.getHeaders(), body);
    }

    private static void verifyUtf8(byte[] body) throws CharacterCodingException {
        var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        // ASCII in UTF-16 or UTF-32 is also valid UTF-8, but full of U+0000, which JSON never contains unescaped.
        if (text.chars().anyMatch(c -> c == 0)) {
            throw new CharacterCodingException();
        }
    }

    private record Utf8Message(HttpHeaders original, byte[] body) implements HttpInputMessage {

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public HttpHeaders getHeaders() {
            var headers = new HttpHeaders(original);
            headers.setContentType(MediaType.APPLICATION_JSON);
            return headers;
        }
    }
}
