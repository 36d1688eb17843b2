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

/**
 * Ends the connection of a request whose body was not read to its end, or whose answer was not taken in time. By itself Tomcat reads the rest, with the thread of
 * the request, at the pace of the client. Refuses handshakes with a body, which no filter sees.
 */
final class BodyValve extends ValveBase {

    /** As in {@code BodyListener}, which this class must not load. */
    private static final String DROPS_BODIES = "io.microcdi.internal.registry.drops-bodies";

    BodyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        boolean body = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        if (body && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) { // others are as good as none
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

    /** Drops what is left where an asynchronous request ends. */
    private record End(Request request) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            drop(request);
        }

        /** What is not written yet would be waited for. */
        @Override
        public void onTimeout(AsyncEvent event) {
            if (request.getResponse().isCommitted()) {
                request.getResponse().getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            // it is completed next
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
