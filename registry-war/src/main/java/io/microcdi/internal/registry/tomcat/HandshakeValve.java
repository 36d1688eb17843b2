package io.microcdi.internal.registry.tomcat;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

import io.microcdi.internal.websocket.ServletConnect;

/**
 * Finds the handshakes that {@link GatedHandler} has taken for other requests, for example because the request line has
 * two blanks, or because an earlier request was on its way. They cannot wait, because Tomcat has a thread and buffers for
 * them. The valve finds the calls of the gateway too, which may wait for long. It also ends the permit of a handshake that
 * was refused, because more requests may follow it.
 */
final class HandshakeValve extends ValveBase {

    /** The same as in {@code GatewayServlet}. This class must not load that class. */
    private static final String CALLS = "/call";

    private final GatedHandler handshakes;

    HandshakeValve(GatedHandler handshakes) {
        super(true);
        this.handshakes = handshakes;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        handshakes.serves(CALLS.equals(request.getServletPath()));
        try {
            if (!handshakes.hasPermit() && ServletConnect.isHandshake(request)) {
                int decision = handshakes.tryBegin();
                if (decision != HandshakeGate.BEGINS) {
                    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                    response.setHeader("Retry-After", Integer.toString(decision));
                    response.setContentLength(0);
                    request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
                    return;
                }
            }
            getNext().invoke(request, response);
        } finally {
            if (response.getStatus() != HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
                handshakes.endPermit();
            }
        }
    }
}
