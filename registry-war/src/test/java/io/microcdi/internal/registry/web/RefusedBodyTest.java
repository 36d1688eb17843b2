package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.junit.jupiter.api.Test;

/** The body of a refused request, on a container that waits for its end. */
class RefusedBodyTest {

    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);

    private final List<AsyncListener> listeners = new ArrayList<>();
    private long timeout;
    private int completed;
    private ReadListener reader;
    private int reads;

    private final HttpServletResponse response = proxy(HttpServletResponse.class, (self, method, arguments) -> null);
    private final HttpServletRequest request = proxy(HttpServletRequest.class, this::ofRequest);
    private final AsyncContext async = proxy(AsyncContext.class, this::ofAsync);

    private Object ofRequest(Object self, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "startAsync" -> async;
            case "getContentLengthLong" -> 1_000_000_000L;
            case "getInputStream" -> new Dribble();
            default -> null;
        };
    }

    private Object ofAsync(Object self, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "setTimeout" -> timeout = (long) arguments[0];
            case "addListener" -> listeners.add((AsyncListener) arguments[0]);
            case "complete" -> completed++;
            default -> {
            }
        }
        return switch (method.getName()) {
            case "getRequest" -> request;
            case "getResponse" -> response;
            default -> null;
        };
    }

    /** A client may send a byte now and then for years. */
    @Test
    void aRefusedRequestWhoseBodyDoesNotEndIsEndedByItsTimeout() throws IOException {
        BodyListener.refuse(request, BODY_TIMEOUT, to -> to.setStatus(400));
        assertThat(timeout).as("longer than a body at the gateway may take")
                .isGreaterThan(BODY_TIMEOUT.toMillis()).isLessThanOrEqualTo(BODY_TIMEOUT.plusSeconds(10).toMillis());
        reader.onDataAvailable();
        assertThat(reads).isEqualTo(1);
        assertThat(completed).as("before the timeout").isZero();
        for (AsyncListener listener : listeners) {
            listener.onTimeout(new AsyncEvent(async));
        }
        assertThat(completed).as("at the timeout").isEqualTo(1);
        reader.onDataAvailable();
        assertThat(reads).as("the objects may be those of the next request by then").isEqualTo(1);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(RefusedBodyTest.class.getClassLoader(), new Class<?>[] { type },
                handler));
    }

    /** One byte is there at each call of the listener. */
    private final class Dribble extends ServletInputStream {

        private boolean asked;

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            asked = !asked;
            return asked;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            reader = listener;
        }

        @Override
        public int read() {
            reads++;
            return 'x';
        }

        @Override
        public int read(byte[] part, int offset, int length) {
            part[offset] = (byte) read();
            return 1;
        }
    }
}
