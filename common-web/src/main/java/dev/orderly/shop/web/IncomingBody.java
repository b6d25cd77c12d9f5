package dev.orderly.shop.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * The body of a request while it arrives. If it is closed before the body's end, the connection is closed after the
 * response: otherwise Tomcat would read on for as long as the client sends.
 */
final class IncomingBody implements AutoCloseable {

    /** For the whole body. Tomcat's timeout is for each read only, and one byte is a read. */
    private static final Duration TIME = Duration.ofSeconds(10);

    /** Many clients send the head and the body apart. */
    private static final Duration SOON = Duration.ofMillis(200);

    private static final Duration POLL = Duration.ofMillis(2);

    /** A client that sends up to so many bytes more than allowed can still read the 413. */
    private static final long DISCARDED = 16 * 1024 * 1024;

    private final HttpServletRequest request;
    private final int limit;
    private final InputStream in;
    private final long length;
    private final long begin = System.nanoTime();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[8 * 1024];
    private boolean ended;

    IncomingBody(HttpServletRequest request, int limit) throws IOException {
        this.request = request;
        this.limit = limit;
        this.in = request.getInputStream();
        this.length = request.getContentLengthLong();
        this.ended = length <= 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
    }

    boolean isDeclaredTooLong() {
        return length > limit;
    }

    /**
     * Reads what has arrived, without waiting; returns whether it is the whole body. Of a body in chunks it reads nothing:
     * half of a chunk's head would make it wait.
     */
    boolean readArrived() {
        try {
            while (!ended && length > 0 && !isDeclaredTooLong()) {
                ConnectionValve.receive(request);
                if (in.available() == 0) {
                    break;
                }
                read();
            }
        } catch (IOException cutOff) {
            // The next read meets it again.
        }
        return ended;
    }

    /** The same, but waits a moment for the client. */
    boolean readArriving() {
        while (!readArrived() && System.nanoTime() - begin < SOON.toNanos()) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        return ended;
    }

    /** Waits for the rest; returns with which status the request is to be refused, or null if the body is complete. */
    @Nullable
    HttpStatus readRest() {
        try {
            while (!isDeclaredTooLong() && !ended && bytes.size() <= limit) {
                if (isOutOfTime()) {
                    return HttpStatus.REQUEST_TIMEOUT;
                }
                read();
            }
            return isDeclaredTooLong() || bytes.size() > limit ? HttpStatus.CONTENT_TOO_LARGE : null;
        } catch (SocketTimeoutException e) {
            return HttpStatus.REQUEST_TIMEOUT;
        } catch (IOException cutOff) {
            return HttpStatus.BAD_REQUEST;
        }
    }

    /** Reads on, so that the client, which may still be sending, can read the response. */
    void discardRest() {
        try {
            for (long left = DISCARDED; !ended && left > 0 && !isOutOfTime(); ) {
                int read = in.read(buffer);
                ended = read < 0;
                left -= read;
            }
        } catch (IOException e) {
            // The connection is unusable, and will be closed.
        }
    }

    private void read() throws IOException {
        int read = in.read(buffer, 0, Math.min(buffer.length, limit + 1 - bytes.size()));
        if (read > 0) {
            bytes.write(buffer, 0, read);
        }
        ended = read < 0 || bytes.size() == length;
    }

    private boolean isOutOfTime() {
        return System.nanoTime() - begin > TIME.toNanos();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        if (!ended) {
            ConnectionValve.close(request);
        }
    }
}
