package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Reads a request's body without blocking: it uses a thread only while bytes are available. This class reads to the end
 * and drops the bytes.
 *
 * <p>An answer may be sent before the end of the body. The request is nevertheless completed only after the end,
 * because some containers read the rest of a body with a blocked thread. The attribute {@link #DROPS_BODIES} shows that
 * the container does not do so, and then the request is completed at once.
 */
class BodyListener implements ReadListener {

    /** The attribute of requests whose container ends the connection instead of reading the rest of the body. */
    static final String DROPS_BODIES = "io.microcdi.internal.registry.drops-bodies";

    private static final int PART_BYTES = 4096;
    /** How much longer than a body of the gateway the body of a refused request may take. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final AsyncContext async;
    private final ServletInputStream in;
    /** The number of bytes of the body that have not been read; -1 if the head of the request does not tell it. */
    private long left;
    /** Whether a thread has taken bytes from the container, or is about to, and has not passed them on yet. */
    private boolean reading;
    /** Whether the container has said that all bytes have come. */
    private boolean allRead;
    /** Whether a thread takes the last bytes and ends the body. */
    private boolean ending;
    private boolean ended;
    private boolean answered;

    BodyListener(AsyncContext async) throws IOException {
        this.async = async;
        this.in = async.getRequest().getInputStream();
        this.left = async.getRequest().getContentLengthLong();
    }

    /** Returns whether a body follows the head of a request. */
    static boolean isExpected(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /** Writes the answer to a refused request. */
    interface Answer {
        void write(HttpServletResponse response) throws IOException;
    }

    /** Refuses a request and drops its body. The request ends with the body, or when the body has taken too long. */
    static void refuse(HttpServletRequest request, Answer answer) throws IOException {
        refuse(request, Attributes.of(request.getServletContext()).limits().bodyTimeout(), answer);
    }

    /**
     * As {@link #refuse(HttpServletRequest, Answer)}.
     *
     * @param longest the longest time of a body
     */
    static void refuse(HttpServletRequest request, Duration longest, Answer answer) throws IOException {
        AsyncContext async = request.startAsync();
        // otherwise a client that sends a byte now and then would hold the request for ever
        async.setTimeout(longest.plus(MARGIN).toMillis());
        BodyListener rest = new BodyListener(async);
        async.addListener(rest.new Late());
        HttpServletResponse response = (HttpServletResponse) rest.async.getResponse();
        // the connection ends with the rest of the body: the client must not send its next request on it
        response.setHeader("Connection", "close");
        answer.write(response);
        response.flushBuffer();
        rest.read();
        rest.answered();
    }

    final void read() {
        in.setReadListener(this);
    }

    final AsyncContext async() {
        return async;
    }

    /** Completes the request as soon as the rest of the body is read. Called when the answer is written. */
    final void answered() {
        synchronized (this) {
            answered = true;
            if (!ended && async.getRequest().getAttribute(DROPS_BODIES) == null) {
                return;
            }
        }
        RequestEnd.complete(async);
    }

    /** Called with bytes of the body. By default it drops them. */
    void take(byte[] bytes, int count) {
    }

    /** Called when the body is complete. By default it does nothing. */
    void whole() {
    }

    /** Called when the body has ended before its length. By default it does nothing. */
    void incomplete() {
    }

    /** Called when the client has gone or can send nothing more. */
    void broken() {
    }

    @Override
    public final void onDataAvailable() throws IOException {
        if (hasEnded()) {
            return; // the request may be another's by now
        }
        byte[] part = new byte[PART_BYTES];
        boolean more = true;
        while (more && in.isReady()) {
            more = beginRead() && read(part);
        }
        endIfAllRead();
    }

    /** Returns whether the thread that calls it may read. Otherwise another one reads the rest. */
    private synchronized boolean beginRead() {
        reading = !ending && !ended;
        return reading;
    }

    /** Reads a part of the body. Returns whether there was one. */
    private boolean read(byte[] part) throws IOException {
        int count = -1;
        try {
            count = in.read(part); // without the lock: the container has locks of its own
        } finally {
            store(part, count);
        }
        return count >= 0;
    }

    private synchronized void store(byte[] part, int count) {
        reading = false;
        if (count >= 0) {
            left -= left > 0 ? count : 0;
            take(part, count);
        }
    }

    /**
     * Called after the last byte. GlassFish and Payara let two threads of a pool make the last two calls of a listener,
     * and this one may come first. The bytes that the other one would have read are read here; if it reads just now, it
     * also ends the body. No other container is asked for bytes behind the end of the body: Tomcat would lose the next
     * request of the connection.
     */
    @Override
    public final void onAllDataRead() throws IOException {
        synchronized (this) {
            allRead = true;
        }
        endIfAllRead();
    }

    private void endIfAllRead() throws IOException {
        if (!beginEnd()) {
            return;
        }
        byte[] part = new byte[PART_BYTES];
        while (left < 0 ? in.isReady() : left > 0 && in.available() > 0) {
            if (!read(part)) {
                break;
            }
        }
        if (end()) {
            RequestEnd.complete(async);
        } else if (left > 0) {
            incomplete();
        } else {
            whole();
        }
    }

    private synchronized boolean beginEnd() {
        if (!allRead || reading || ending || ended) {
            return false;
        }
        ending = true;
        return true;
    }

    @Override
    public final void onError(Throwable failure) {
        if (hasEnded()) {
            return;
        }
        WebLog.LOG.debugf(failure, "a body ended early");
        end();
        broken();
        RequestEnd.complete(async);
    }

    /** Ends the request when the container finds that the body takes too long. */
    private final class Late implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) {
            end();
            RequestEnd.complete(async);
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end(); // no call of the container may find the objects of the next request
        }

        @Override
        public void onError(AsyncEvent event) {
            // the reading side is told too
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // the request is started once
        }
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private synchronized boolean end() {
        ended = true;
        return answered;
    }
}
