package dev.orderly.shop.web;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * A log message on one line: what a client writes into a name or a reason cannot pass for a line of the log. Public,
 * since Logback makes it by the name of its class.
 */
public final class OneLineMessage extends MessageConverter {

    /** Spring Boot's advice on a failed start: several lines, meant to be read, and no client has a word in it. */
    private static final String FAILED_START = "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter";

    @Override
    public @Nullable String convert(ILoggingEvent event) {
        var message = event.getFormattedMessage();
        return message == null || event.getLoggerName().equals(FAILED_START) ? message : escape(message);
    }

    static String escape(String text) {
        if (text.chars().noneMatch(OneLineMessage::breaksLine)) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            if (c == '\n') {
                escaped.append("\\n");
            } else if (c == '\r') {
                escaped.append("\\r");
            } else if (breaksLine(c)) {
                escaped.append(String.format("\\u%04x", c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    /** Line and paragraph ends, and all that can move a terminal's cursor; a tab does no harm. */
    private static boolean breaksLine(int c) {
        return Character.isISOControl(c) && c != '\t' || c == '\u2028' || c == '\u2029';
    }
}
