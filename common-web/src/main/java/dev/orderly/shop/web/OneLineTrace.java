package dev.orderly.shop.web;

import java.util.regex.Pattern;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * Keeps the message of each exception in a stack trace on one line. Public because Logback creates it by its class
 * name.
 */
public final class OneLineTrace extends ThrowableProxyConverter {

    /** A line break inside a message: neither a frame, nor a cause, nor the end of the trace follows it. */
    private static final Pattern LINE_OF_A_MESSAGE = Pattern.compile("\\R(?!\\t|Caused by: |Wrapped by: |\\z)");

    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return LINE_OF_A_MESSAGE.matcher(super.throwableProxyToString(failure)).replaceAll("\\\\n");
    }
}
