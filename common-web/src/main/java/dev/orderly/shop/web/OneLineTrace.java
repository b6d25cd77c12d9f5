package dev.orderly.shop.web;

import java.util.regex.Pattern;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * A stack trace in which only the trace begins lines, and no exception's message does. Public, since Logback makes it
 * by the name of its class.
 */
public final class OneLineTrace extends ThrowableProxyConverter {

    /** The end of a line that is followed by neither a frame, nor a cause, nor the end. */
    private static final Pattern LINE_OF_A_MESSAGE = Pattern.compile("\\R(?!\\t|Caused by: |Wrapped by: |\\z)");

    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return LINE_OF_A_MESSAGE.matcher(super.throwableProxyToString(failure)).replaceAll("\\\\n");
    }
}
