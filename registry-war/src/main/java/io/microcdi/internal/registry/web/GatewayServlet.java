package io.microcdi.internal.registry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Serves {@code POST /call/{namespace}/{route…}}: it calls a service for an HTTP client. The request's body is the
 * payload, and the answer's body is the result. Both are passed on as unchanged JSON text.
 */
public final class GatewayServlet extends HttpServlet {

    /** The path of the gateway below the context path. */
    static final String PATH = "/call";

    private static final long serialVersionUID = 1L;

    /** Called by the container. */
    public GatewayServlet() {
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean hasBody = BodyListener.isExpected(request);
        try {
            Attributes attributes = Attributes.of(getServletContext());
            if (!attributes.gateway()) {
                throw new GatewayRefusal(HttpServletResponse.SC_NOT_FOUND, "the gateway is switched off");
            }
            GatewayOrigins.check(request, response, attributes);
            switch (request.getMethod()) {
                case "POST" -> {
                    GatewayCall call = GatewayCall.of(request, attributes);
                    if (hasBody) {
                        call.collect(request);
                    } else {
                        call.answer(request, response);
                    }
                }
                case "OPTIONS" -> {
                    if (hasBody) {
                        throw new GatewayRefusal(HttpServletResponse.SC_BAD_REQUEST, "no body is expected here");
                    }
                    GatewayOrigins.preflight(response);
                }
                default -> {
                    response.setHeader("Allow", "POST, OPTIONS");
                    throw new GatewayRefusal(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "expected POST");
                }
            }
        } catch (GatewayRefusal refusal) {
            if (hasBody) {
                GatewayBody.refuse(request, refusal);
            } else {
                refusal.write(response);
            }
        }
    }
}
