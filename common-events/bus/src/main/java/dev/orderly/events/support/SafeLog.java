package dev.orderly.events.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loggers for the bus. An aggregate's id, the message of an exception, or a principal may contain text of a stranger. Its
 * control characters, line breaks and marks of direction are escaped, so that it neither starts a line of its own nor
 * reorders one, whatever the application's log format is. Of exceptions it logs what {@link CauseText} leaves.
 */
public final class SafeLog {

    private SafeLog() {}

    /** A logger with the name of the class, which escapes the arguments of each line. */
    public static Logger of(Class<?> type) {
        var logger = LoggerFactory.getLogger(type);
        return (Logger) Proxy.newProxyInstance(
                SafeLog.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    try {
                        return isOff(logger, method) ? null : method.invoke(logger, safe(arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    /** Whether the method would write a line of a level that is off: its arguments need no escaping then. */
    private static boolean isOff(Logger logger, Method method) {
        return switch (method.getName()) {
            case "debug" -> !logger.isDebugEnabled();
            case "info" -> !logger.isInfoEnabled();
            default -> false;
        };
    }

    /** The text, with an escape such as {@code \\u202e} instead of each character that moves what follows it. */
    public static String text(String text) {
        if (isPrintableAscii(text) || text.codePoints().noneMatch(SafeLog::moves)) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> escaped.append(moves(c) ? escape(c) : Character.toString(c)));
        return escaped.toString();
    }

    /** As nearly every text is. */
    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> " ";
            default -> String.format(Locale.ROOT, "\\u%04x", c);
        };
    }

    private static boolean moves(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** The first argument is the message, which is a literal. */
    private static Object @Nullable [] safe(Object @Nullable [] arguments) {
        if (arguments == null) {
            return null;
        }
        var safe = arguments.clone();
        for (int i = 1; i < safe.length; i++) {
            safe[i] = safe[i] instanceof Object[] several
                    ? Arrays.stream(several).map(SafeLog::safe).toArray()
                    : safe(safe[i]);
        }
        return safe;
    }

    private static @Nullable Object safe(@Nullable Object argument) {
        if (argument instanceof Throwable failure) {
            return isSafe(failure) ? failure : new Escaped(failure);
        }
        return argument == null || argument instanceof Number ? argument : text(argument.toString());
    }

    private static boolean isSafe(Throwable failure) {
        for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
            if (!each.toString().equals(text(CauseText.of(each)))) {
                return false;
            }
        }
        return true;
    }

    /** Stands for an exception whose message, or that of a cause, is escaped or left out. */
    private static final class Escaped extends Throwable {

        Escaped(Throwable failure) {
            super(text(CauseText.of(failure)), failure.getCause() == null ? null : new Escaped(failure.getCause()));
            setStackTrace(failure.getStackTrace());
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
