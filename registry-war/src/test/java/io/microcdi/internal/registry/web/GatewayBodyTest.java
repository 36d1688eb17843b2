package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.wire.WireLimits;
import io.microcdi.testing.TestTimer;

/** The bytes of a body count as long as something holds them. */
class GatewayBodyTest {

    private static final int BODY = 3 << 20;
    /** With it the sum of all bodies leaves no room for the body. */
    private static final int OTHERS = 62 << 20;
    private static final String CLIENT = "10.0.0.1";
    private static final long HOUR = 3_600_000_000_000L;

    private final HttpLimits limits = new HttpLimits(64 << 20, HOUR, WireLimits.DEFAULT, new TestTimer());
    private final ReferenceQueue<byte[]> unused = new ReferenceQueue<>();
    private WeakReference<byte[]> passedOn;
    private ReadListener listener;

    private CompletableFuture<Void> collect() throws IOException {
        ServletInputStream in = new Bytes(new byte[BODY]);
        ServletRequest request = proxy(ServletRequest.class,
                (self, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> CLIENT;
                    case "getContentLengthLong" -> (long) BODY;
                    default -> in;
                });
        AsyncContext async = proxy(AsyncContext.class,
                (self, method, arguments) -> method.getName().equals("getRequest") ? request : null);
        CompletableFuture<Void> call = new CompletableFuture<>();
        GatewayBody.collect(async, RequestEnd.of(async), limits.part(request), body -> {
            passedOn = new WeakReference<>(body, unused);
            assertThat(body).hasSize(BODY);
            return call;
        });
        listener.onDataAvailable();
        listener.onAllDataRead();
        return call;
    }

    private boolean hasPlaceFor(int bytes) {
        return limits.part(proxy(ServletRequest.class, (self, method, arguments) -> CLIENT)).grow(0, bytes);
    }

    /** The call has them as text. */
    @Test
    void theBytesOfABodyAreNotKeptUntilItsCallHasEnded() throws Exception {
        CompletableFuture<Void> call = collect();
        Reference<? extends byte[]> collected = null;
        for (int i = 0; i < 300 && collected == null; i++) {
            System.gc();
            collected = unused.remove(100);
        }
        assertThat(collected).isSameAs(passedOn);
        assertThat(call).isNotDone();
    }

    /** A call may last for an hour, and its payload with it. */
    @Test
    void aBodyCountsUntilItsCallHasEnded() throws Exception {
        CompletableFuture<Void> call = collect();
        assertThat(hasPlaceFor(OTHERS)).as("the call is in work").isFalse();
        call.complete(null);
        assertThat(hasPlaceFor(OTHERS)).as("the call has ended").isTrue();
    }

    @Test
    void aCallThatIsGivenUpCountsNoMore() throws Exception {
        collect().cancel(false);
        assertThat(hasPlaceFor(OTHERS)).isTrue();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(GatewayBodyTest.class.getClassLoader(), new Class<?>[] { type },
                handler));
    }

    private final class Bytes extends ServletInputStream {

        private final ByteArrayInputStream in;

        Bytes(byte[] bytes) {
            in = new ByteArrayInputStream(bytes);
        }

        @Override
        public boolean isFinished() {
            return in.available() == 0;
        }

        @Override
        public boolean isReady() {
            return in.available() > 0;
        }

        @Override
        public void setReadListener(ReadListener reader) {
            listener = reader;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] part, int offset, int length) {
            return in.read(part, offset, length);
        }
    }
}
