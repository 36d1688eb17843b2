package io.microcdi.internal.registry.tomcat;

import java.io.IOException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

import io.microcdi.internal.websocket.ServletConnect;

/**
 * Ends the connection of a request whose body was not read to its end, or whose answer the client did not read in time.
 * Tomcat by itself would read the rest of the body on the request's thread, as slowly as the client sends it. The valve
 * also refuses handshakes with a body, because no filter sees them.
 */
final class BodyValve extends ValveBase {

    /** The same as in {@code BodyListener}. This class must not load that class. */
    private static final String DROPS_BODIES = "io.microcdi.internal.registry.drops-bodies";

    BodyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        boolean body;
        try {
            body = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        } catch (IllegalArgumentException notOneNumber) {
            // Tomcat lets such a request pass with its error, and would log a stack trace for each
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            getNext().invoke(request, response); // to the valve that writes refusals
            return;
        }
        if (body && ServletConnect.isHandshake(request)) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            drop(request);
            return;
        }
        if (body) {
            request.setAttribute(DROPS_BODIES, true);
        }
        getNext().invoke(request, response);
        if (request.isAsync()) {
            request.getAsyncContextInternal().addListener(new End(request));
        } else if (body) {
            drop(request);
        }
    }

    private static void drop(Request request) {
        if (!request.getCoyoteRequest().isFinished()) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** Drops the rest of the body when an asynchronous request ends. */
    private record End(Request request) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            drop(request);
        }

        /** Ends the connection, because Tomcat would otherwise wait until the rest of the answer is written. */
        @Override
        public void onTimeout(AsyncEvent event) {
            if (request.getResponse().isCommitted()) {
                request.getResponse().getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            // the container completes the request after this
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
