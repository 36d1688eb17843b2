package io.microcdi.internal.registry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;

/** Thrown for a request that the gateway refuses. */
final class GatewayRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int retryAfter;

    GatewayRefusal(int status, String message) {
        this(status, message, 0);
    }

    /**
     * Makes a refusal that ends by itself.
     *
     * @param retryAfter the value of {@code Retry-After}, in seconds
     */
    GatewayRefusal(int status, String message, int retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** Writes the answer. */
    void write(HttpServletResponse response) throws IOException {
        if (retryAfter > 0) {
            response.setHeader("Retry-After", Integer.toString(retryAfter));
        }
        GatewayReplies.problem(response, status, getMessage());
    }

    int status() {
        return status;
    }
}
