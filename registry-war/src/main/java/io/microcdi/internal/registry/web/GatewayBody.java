package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.concurrent.Timer;

/**
 * Collects the body of a request to the gateway, up to a size and for a time. The whole body goes to the servlet by a
 * dispatch. What is refused is answered at once, and what is left of it is dropped.
 */
final class GatewayBody extends BodyListener {

    private static final String ATTRIBUTE = GatewayBody.class.getName();
    private static final byte[] NONE = {};
    private static final int FIRST_BYTES = 512;

    private final HttpLimits limits;
    private final AtomicBoolean decided = new AtomicBoolean();
    private Timer.Alarm late;
    private byte[] bytes = NONE;
    private int length;

    private GatewayBody(AsyncContext async, HttpLimits limits) throws IOException {
        super(async);
        this.limits = limits;
    }

    /** Reads the body of a request; the request comes again when {@link #of} knows it. */
    static void collect(HttpServletRequest request, HttpLimits limits) throws IOException {
        GatewayBody body = new GatewayBody(start(request), limits);
        synchronized (body) { // the alarm may come at once
            body.late = limits.whenLate(
                    () -> body.refuse(HttpServletResponse.SC_REQUEST_TIMEOUT, "the body did not come in time"));
        }
        body.read();
    }

    /** Answers a request without its body, which is dropped. */
    static void refuse(HttpServletRequest request, GatewayRefusal refusal) throws IOException {
        BodyListener rest = new BodyListener(start(request));
        HttpServletResponse response = (HttpServletResponse) rest.async().getResponse();
        // said before the connection ends with what is left of the body: the client must not send its next request there
        response.setHeader("Connection", "close");
        GatewayReplies.problem(response, refusal.status(), refusal.getMessage());
        response.flushBuffer();
        rest.read();
        rest.answered();
    }

    /** The body that was collected; {@code null} where none was yet. */
    static byte[] of(HttpServletRequest request) {
        return (byte[]) request.getAttribute(ATTRIBUTE);
    }

    @Override
    synchronized void take(byte[] part, int count) {
        if (decided.get()) {
            return;
        }
        if (length + count > limits.maxMessage()) {
            refuse(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "at most " + limits.maxMessage() + " bytes are taken");
        } else if (grow(length + count)) {
            System.arraycopy(part, 0, bytes, length, count);
            length += count;
        } else {
            refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "too many bodies are being read");
        }
    }

    private boolean grow(int size) {
        if (size <= bytes.length) {
            return true;
        }
        int larger = Math.min(limits.maxMessage(), Math.max(size, Math.max(FIRST_BYTES, 2 * bytes.length)));
        if (!limits.grow(bytes.length, larger)) {
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
        if (decide()) {
            async().getRequest().setAttribute(ATTRIBUTE, body);
            async().dispatch();
        }
    }

    @Override
    void broken() {
        decide();
    }

    private void refuse(int status, String message) {
        if (decide()) {
            async().start(() -> {
                try {
                    HttpServletResponse response = (HttpServletResponse) async().getResponse();
                    response.setHeader("Connection", "close");
                    GatewayReplies.problem(response, status, message);
                    response.flushBuffer();
                } catch (IOException gone) {
                    WebLog.LOG.debugf(gone, "a client is gone");
                } finally {
                    answered();
                }
            });
        }
    }

    /** Whether this thread is the first that knows what becomes of the request. */
    private boolean decide() {
        if (!decided.compareAndSet(false, true)) {
            return false;
        }
        synchronized (this) {
            late.cancel();
            limits.release(bytes.length);
            bytes = NONE;
            length = 0;
        }
        return true;
    }
}
