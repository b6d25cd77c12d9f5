package dev.orderly.shop.web;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/** Gives a filter what the servlet API does not have: reading a body without waiting, and closing a connection. */
final class ConnectionValve extends ValveBase {

    private static final String REQUEST = ConnectionValve.class.getName() + ".request";

    ConnectionValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(REQUEST, request.getCoyoteRequest());
        getNext().invoke(request, response);
    }

    /** Takes what has arrived from the socket, without waiting: from then on {@code InputStream.available()} counts it. */
    static void receive(ServletRequest request) {
        if (request.getAttribute(REQUEST) instanceof org.apache.coyote.Request coyote) {
            coyote.action(ActionCode.AVAILABLE, Boolean.TRUE);
        }
    }

    /**
     * Closes the connection after the response, which must have its length. Otherwise Tomcat would read the rest of the body
     * first, on the request's thread, however slowly the client sends.
     */
    static void close(ServletRequest request) {
        if (request.getAttribute(REQUEST) instanceof org.apache.coyote.Request coyote) {
            coyote.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }
}
