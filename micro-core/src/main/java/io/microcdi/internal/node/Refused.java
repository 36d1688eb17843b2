package io.microcdi.internal.node;

import io.microcdi.internal.link.Receiver;

/** The receiver of a refused socket. It ignores all messages until the socket is closed. */
enum Refused implements Receiver {
    INSTANCE;

    @Override
    public void text(String message) {
        // a refused peer gets no service
    }

    @Override
    public boolean unfinished(long length) {
        // nothing is held for a refused peer
        return false;
    }

    @Override
    public void alive() {
        // the node does not watch a refused socket
    }

    @Override
    public void refuse(int code, String reason) {
        // the socket is being closed already
    }

    @Override
    public void closed(int code, String reason) {
        // no observer was told of this socket
    }
}
