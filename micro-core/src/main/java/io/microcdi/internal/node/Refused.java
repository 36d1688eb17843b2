package io.microcdi.internal.node;

import io.microcdi.internal.link.Receiver;

/** Receives from a socket that was refused, until it is closed. */
enum Refused implements Receiver {
    INSTANCE;

    @Override
    public void text(String message) {
        // nobody acts on it
    }

    @Override
    public void alive() {
        // nobody waits for it
    }

    @Override
    public void refuse(int code, String reason) {
        // it is being closed
    }

    @Override
    public void closed(int code, String reason) {
        // nobody knows it
    }
}
