package dev.orderly.shop.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/**
 * Answers a request that Tomcat rejects before a servlet sees it, such as one with a malformed request line: with a
 * problem detail instead of Tomcat's HTML page. Public because Tomcat creates it by its class name.
 */
public final class ProblemReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var writable = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
        if (!writable.get()) {
            return;
        }
        var type = ProblemType.of(statusOf(response));
        response.setStatus(type.status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        try {
            var reporter = response.getReporter();
            if (reporter != null) {
                reporter.write(type.json());
                response.finishResponse();
            }
        } catch (IOException clientIsGone) {
            // The client has disconnected: there is nobody to answer.
        }
    }

    /** An unknown method, encoding or HTTP version is the client's error, although Tomcat answers it with 501 or 505. */
    private static HttpStatusCode statusOf(Response response) {
        return switch (response.getStatus()) {
            case 501, 505 -> HttpStatus.BAD_REQUEST;
            default -> HttpStatusCode.valueOf(response.getStatus());
        };
    }
}
