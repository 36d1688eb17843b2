package io.microcdi.internal.registry.web;

import java.io.IOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Reads a request's body as it comes: a thread is used while bytes are there, and none while the client sends nothing.
 * This listener reads to the end and keeps nothing.
 *
 * <p>An answer can be given before the end. The request is completed after it all the same: some containers read what is
 * left of a body with a waiting thread. A container that says so by the attribute {@link #DROPS_BODIES} is spared that.
 */
class BodyListener implements ReadListener {

    /** A request has this attribute where its container ends the connection instead of reading what is left. */
    static final String DROPS_BODIES = "io.microcdi.internal.registry.drops-bodies";

    private static final int PART_BYTES = 4096;

    private final AsyncContext async;
    private final ServletInputStream in;
    private boolean ended;
    private boolean answered;

    BodyListener(AsyncContext async) throws IOException {
        this.async = async;
        this.in = async.getRequest().getInputStream();
    }

    /** Whether a body follows the head of a request. */
    static boolean isExpected(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /** Begins to read the body of a request for which nothing was started yet; without an end in time. */
    static AsyncContext start(HttpServletRequest request) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        return async;
    }

    final void read() {
        in.setReadListener(this);
    }

    final AsyncContext async() {
        return async;
    }

    /** The answer is written: the request is completed as soon as nothing is left to be read. */
    final void answered() {
        synchronized (this) {
            answered = true;
            if (!ended && async.getRequest().getAttribute(DROPS_BODIES) == null) {
                return;
            }
        }
        complete();
    }

    /** Takes some bytes of the body; by default they are dropped. */
    void take(byte[] bytes, int count) {
    }

    /** The body is there; by default that is all. */
    void whole() {
    }

    /** The client is gone, or sends nothing any more. */
    void broken() {
    }

    @Override
    public final void onDataAvailable() throws IOException {
        byte[] part = new byte[PART_BYTES];
        while (in.isReady()) {
            int count = in.read(part);
            if (count < 0) {
                return;
            }
            take(part, count);
        }
    }

    @Override
    public final void onAllDataRead() {
        if (end()) {
            complete();
        } else {
            whole();
        }
    }

    @Override
    public final void onError(Throwable failure) {
        WebLog.LOG.debugf(failure, "a body ended early");
        end();
        broken();
        complete();
    }

    private synchronized boolean end() {
        ended = true;
        return answered;
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            WebLog.LOG.debugf(completed, "a request was completed by its container");
        }
    }
}
