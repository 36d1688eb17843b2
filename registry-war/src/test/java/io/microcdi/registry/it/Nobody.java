package io.microcdi.registry.it;

import io.microcdi.link.Receiver;

/** Receives what nobody asked for. */
class Nobody implements Receiver {

    @Override
    public void text(String message) {
        // nobody listens
    }

    @Override
    public void alive() {
        // nobody waits for it
    }

    @Override
    public void refuse(int code, String reason) {
        throw new AssertionError(code + " " + reason);
    }

    @Override
    public void closed(int code, String reason) {
        // when the client is destroyed
    }
}
