package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.concurrent.Timer;

/**
 * Collects the body of a request to the gateway. Its size and its time are bounded. Its bytes count until the call for
 * which it came has ended. A refused request is answered at once, and the rest of its body is dropped.
 */
final class GatewayBody extends BodyListener {

    private static final byte[] NONE = {};
    private static final int FIRST_BYTES = 512;

    private final RequestEnd end;
    private final HttpLimits limits;
    private final HttpLimits.Part part;
    private final Function<byte[], CompletionStage<?>> next;
    private final AtomicBoolean decided = new AtomicBoolean();
    private Timer.Alarm late;
    private byte[] bytes = NONE;
    private int length;

    private GatewayBody(AsyncContext async, RequestEnd end, HttpLimits.Part part,
            Function<byte[], CompletionStage<?>> next)
            throws IOException {
        super(async);
        this.end = end;
        this.limits = part.limits();
        this.part = part;
        this.next = next;
    }

    /**
     * Reads the body of a request.
     *
     * @param next takes the body when it is complete, and completes the request. The body counts until the stage that it
     *        returns has ended. It may throw {@link GatewayRefusal}
     */
    static void collect(AsyncContext async, RequestEnd end, HttpLimits.Part part,
            Function<byte[], CompletionStage<?>> next)
            throws IOException {
        GatewayBody body = new GatewayBody(async, end, part, next);
        synchronized (body) { // the alarm may run at once
            body.late = part.limits().whenLate(
                    () -> body.refuse(HttpServletResponse.SC_REQUEST_TIMEOUT, "the body did not come in time"));
        }
        body.read();
    }

    /** Refuses a request and drops its body. */
    static void refuse(HttpServletRequest request, GatewayRefusal refusal) throws IOException {
        refuse(request, refusal::write);
    }

    @Override
    synchronized void take(byte[] read, int count) {
        if (decided.get()) {
            return;
        }
        if (length + count > limits.maxMessage()) {
            refuse(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "at most " + limits.maxMessage() + " bytes are taken");
        } else if (grow(length + count)) {
            System.arraycopy(read, 0, bytes, length, count);
            length += count;
        } else {
            refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "the bodies of calls in work and the answers under way would take too much memory together");
        }
    }

    private boolean grow(int size) {
        if (size <= bytes.length) {
            return true;
        }
        int larger = Math.min(limits.maxMessage(), Math.max(size, Math.max(FIRST_BYTES, 2 * bytes.length)));
        if (!part.grow(bytes.length, larger)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, larger);
        return true;
    }

    @Override
    void whole() {
        byte[] body;
        synchronized (this) {
            body = Arrays.copyOf(bytes, length);
        }
        int held = body.length;
        if (!decide(held)) {
            return;
        }
        CompletionStage<?> call = null;
        try {
            call = next.apply(body);
        } catch (GatewayRefusal refusal) {
            answer(refusal.status(), refusal.getMessage(), false);
        } finally {
            if (call == null) {
                part.release(held);
            }
        }
        if (call != null) {
            // not the bytes themselves: the call has them as text
            call.whenComplete((result, failure) -> part.release(held));
        }
    }

    @Override
    void incomplete() {
        refuse(HttpServletResponse.SC_BAD_REQUEST, "the body has fewer bytes than its Content-Length says");
    }

    @Override
    void broken() {
        decide(0);
    }

    private void refuse(int status, String message) {
        if (decide(0)) {
            answer(status, message, true);
        }
    }

    /**
     * Answers a refused request.
     *
     * @param close whether the connection ends with the rest of the body: the client must not send its next request on it
     */
    private void answer(int status, String message, boolean close) {
        end.answer(async(), () -> {
            try {
                HttpServletResponse response = (HttpServletResponse) async().getResponse();
                if (close) {
                    response.setHeader("Connection", "close");
                }
                GatewayReplies.problem(response, status, message);
                response.flushBuffer();
            } catch (IOException gone) {
                WebLog.LOG.debugf(gone, "a client is gone");
            } finally {
                answered();
            }
        });
    }

    /**
     * Returns whether this thread is the first to decide how the request ends.
     *
     * @param kept the number of bytes that still count
     */
    private boolean decide(int kept) {
        if (!decided.compareAndSet(false, true)) {
            return false;
        }
        synchronized (this) {
            late.cancel();
            part.release(bytes.length);
            part.keep(kept);
            bytes = NONE;
            length = 0;
        }
        return true;
    }
}
