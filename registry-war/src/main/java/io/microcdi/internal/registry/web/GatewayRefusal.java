package io.microcdi.internal.registry.web;

/** Thrown for a request that the gateway refuses. */
final class GatewayRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    GatewayRefusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
