package io.microcdi.internal.servlet;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.cdi.NodeLifecycle;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.websocket.ServletConnect;

/**
 * The HTTP request {@code POST /-/drain} below the context path, by which a script on the machine of the server drains the
 * node. It is off unless {@code micro.drain-endpoint} is set. It answers loopback addresses only. A browser or a proxy on the
 * machine has such an address, too, but the headers of its requests show that.
 */
final class DrainEndpoint {

    private static final String PATH = "/-/drain";
    private static final List<String> OF_PAGES = List.of("Origin", "Sec-Fetch-Site");

    private final Supplier<Optional<NodeLifecycle>> lifecycle;
    private final AtomicBoolean draining = new AtomicBoolean();

    DrainEndpoint(Supplier<Optional<NodeLifecycle>> lifecycle) {
        this.lifecycle = lifecycle;
    }

    /**
     * Answers a request for this endpoint after the node is drained. Returns false if the request is not for this endpoint.
     */
    boolean answers(ServletRequest request, ServletResponse response) throws IOException {
        if (!(request instanceof HttpServletRequest http && http.getRequestURI().endsWith(PATH)
                && http.getRequestURI().equals(http.getContextPath() + PATH))) {
            return false;
        }
        Optional<NodeLifecycle> node = lifecycle.get().filter(NodeLifecycle::hasDrainEndpoint);
        if (node.isEmpty()) {
            return false;
        }
        ((HttpServletResponse) response).setStatus(status(http, node.get()));
        response.flushBuffer();
        return true;
    }

    private int status(HttpServletRequest request, NodeLifecycle node) {
        if (!mayDrain(request)) {
            node.refusedDrain(request.getRemoteAddr());
            return HttpServletResponse.SC_FORBIDDEN;
        }
        if (!"POST".equals(request.getMethod())) {
            return HttpServletResponse.SC_METHOD_NOT_ALLOWED;
        }
        if (!draining.compareAndSet(false, true)) {
            // only one request waits: further ones would block the threads by which the server reads
            return HttpServletResponse.SC_ACCEPTED;
        }
        try {
            node.drain();
            return HttpServletResponse.SC_NO_CONTENT;
        } finally {
            draining.set(false);
        }
    }

    private static boolean mayDrain(HttpServletRequest request) {
        ConnectRequest facts = ServletConnect.request(request);
        return facts.comesFromLoopback() && !facts.proxied()
                && OF_PAGES.stream().allMatch(header -> request.getHeader(header) == null);
    }
}
