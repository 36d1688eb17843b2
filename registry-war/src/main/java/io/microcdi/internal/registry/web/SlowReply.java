package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Writes an answer without blocking, because a client may read slowly or not at all. It uses a thread only while the
 * socket accepts bytes.
 */
final class SlowReply implements WriteListener {

    /** The length up to which an answer fits into the buffers of any socket. */
    private static final int SHORT_BYTES = 8 << 10;
    private static final int PART_BYTES = 8 << 10;
    private static final long TIMEOUT_MILLIS = 30_000;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final byte[] bytes;
    private final Runnable end;
    private final AtomicBoolean ended = new AtomicBoolean();
    private int written;

    private SlowReply(AsyncContext async, byte[] bytes, Runnable end) throws IOException {
        this.async = async;
        this.out = async.getResponse().getOutputStream();
        this.bytes = bytes;
        this.end = end;
    }

    /**
     * Writes the body of an answer to a request that is not in asynchronous mode.
     *
     * @param end runs when the body is written or can no longer be written. If this method throws, it may not have run
     */
    static void write(HttpServletRequest request, HttpServletResponse response, byte[] bytes, Runnable end)
            throws IOException {
        if (!writeShort(response, bytes, end)) {
            AsyncContext async;
            RequestEnd requestEnd;
            boolean begun = false;
            try {
                async = request.startAsync();
                async.setTimeout(TIMEOUT_MILLIS);
                requestEnd = RequestEnd.of(async);
                begun = true;
            } finally {
                if (!begun) {
                    end.run();
                }
            }
            start(async, requestEnd, bytes, end);
        }
    }

    /**
     * As {@link #write(HttpServletRequest, HttpServletResponse, byte[], Runnable)}, for bytes that no other answer shares.
     * They count until they are written, so that clients which read nothing cannot fill the heap. If too many bytes are
     * being written, the answer is 503.
     *
     * @param head sets the head of the answer
     */
    static void writeOwn(HttpServletRequest request, HttpServletResponse response, byte[] bytes, HttpLimits limits,
            Runnable head) throws IOException {
        int held = bytes.length > SHORT_BYTES ? bytes.length : 0;
        HttpLimits.Part part = limits.part(request);
        if (!part.grow(0, held)) {
            response.setHeader("Retry-After", "1");
            Replies.text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "the bodies of calls in work and the answers under way would take too much memory together");
            return;
        }
        OnceRunnable release = new OnceRunnable(() -> part.release(held));
        release.handOver(() -> {
            head.run();
            write(request, response, bytes, release);
            return null;
        });
    }

    /**
     * Writes the body of an answer to a request that is in asynchronous mode.
     *
     * @param end as for {@link #write(HttpServletRequest, HttpServletResponse, byte[], Runnable)}
     * @return whether the body is written. Otherwise the request is completed when it is written
     */
    static boolean write(AsyncContext async, RequestEnd requestEnd, byte[] bytes, Runnable end) throws IOException {
        if (writeShort((HttpServletResponse) async.getResponse(), bytes, end)) {
            return true;
        }
        start(async, requestEnd, bytes, end);
        return false;
    }

    private static boolean writeShort(HttpServletResponse response, byte[] bytes, Runnable end) throws IOException {
        if (bytes.length > SHORT_BYTES) {
            return false;
        }
        end.run();
        response.getOutputStream().write(bytes);
        return true;
    }

    private static void start(AsyncContext async, RequestEnd requestEnd, byte[] bytes, Runnable end)
            throws IOException {
        SlowReply reply = new SlowReply(async, bytes, end);
        requestEnd.then(reply::end);
        reply.out.setWriteListener(reply);
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (written == bytes.length) {
                end();
                return;
            }
            int count = Math.min(PART_BYTES, bytes.length - written);
            out.write(bytes, written, count);
            written += count;
        }
    }

    @Override
    public void onError(Throwable failure) {
        WebLog.LOG.debugf(failure, "an answer could not be written");
        end();
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            end.run();
            RequestEnd.complete(async);
        }
    }
}
