package dev.orderly.shop.web;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a log message on one line, so that a client cannot forge a log line in a name or a reason. Public because Logback
 * creates it by its class name.
 */
public final class OneLineMessage extends MessageConverter {

    /** Spring Boot's advice after a failed start: it has several lines, and no text of a client. */
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

    /**
     * Line and paragraph separators, all control characters that move a terminal's cursor, and marks that change the
     * direction of text; a tab is harmless.
     */
    private static boolean breaksLine(int c) {
        return Character.isISOControl(c) && c != '\t'
                || c == '\u2028'
                || c == '\u2029'
                || Character.getType(c) == Character.FORMAT;
    }
}
