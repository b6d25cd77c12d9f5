package dev.orderly.shop.web;

import java.beans.PropertyEditorSupport;
import java.util.UUID;
import java.util.regex.Pattern;

import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/** Accepts a UUID in its canonical form only: {@code UUID.fromString} alone also accepts {@code 1-1-1-1-1}. */
@ControllerAdvice
final class StrictParameters {

    private static final Pattern CANONICAL = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    // An editor, not a converter: if a converter fails, Spring tries its own lenient editor next.
    @InitBinder
    void strictUuids(WebDataBinder binder) {
        binder.registerCustomEditor(UUID.class, new PropertyEditorSupport() {
            @Override
            public void setAsText(String text) {
                if (!CANONICAL.matcher(text).matches()) {
                    throw new IllegalArgumentException("Not a UUID");
                }
                setValue(UUID.fromString(text));
            }
        });
    }
}
