package io.microcdi.internal.link;

/**
 * A receiver that ignores all events and drops all messages. It stands for the link of a refused socket until the socket is
 * closed, and for that of a dialled socket until the socket is open.
 */
public enum IgnoringReceiver implements Receiver {
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
        // there is no link that waits for a sign of life
    }

    @Override
    public void refuse(int code, String reason) {
        // the socket is being closed already, or is not open yet
    }

    @Override
    public void closed(int code, String reason) {
        // no observer knows this socket
    }
}
