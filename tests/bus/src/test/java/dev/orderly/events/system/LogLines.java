package dev.orderly.events.system;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** What this process logs between opening and closing, as far as the levels let it through. */
public final class LogLines implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            lines.add(line);
        }
    };

    private LogLines() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    public static LogLines open() {
        return new LogLines();
    }

    /** The warnings and errors of the loggers whose names begin like this. */
    public List<ILoggingEvent> warnings(String logger) {
        return all(logger).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
    }

    /** Everything of the loggers whose names begin like this. */
    public List<ILoggingEvent> all(String logger) {
        return lines.stream()
                .filter(line -> line.getLoggerName().startsWith(logger))
                .toList();
    }

    /** How often the bus speaks of so many failed attempts: after 1, 2, 4, 8, ... of them. */
    public static int mentionsOf(int attempts) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(attempts);
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }
}
