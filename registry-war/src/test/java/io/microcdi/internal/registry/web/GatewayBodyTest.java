package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.wire.WireLimits;
import io.microcdi.testing.TestTimer;

/** The bytes of a body count as long as something holds them. A call gets all bytes of a body, or is not made. */
@Timeout(60)
class GatewayBodyTest {

    private static final int BODY = 3 << 20;
    /** With it the sum of all bodies leaves no room for the body. */
    private static final int OTHERS = 62 << 20;
    private static final String CLIENT = "10.0.0.1";
    private static final long HOUR = 3_600_000_000_000L;

    private final HttpLimits limits = new HttpLimits(64 << 20, HOUR, WireLimits.DEFAULT, new TestTimer());
    private final ReferenceQueue<byte[]> unused = new ReferenceQueue<>();
    private WeakReference<byte[]> passedOn;
    private final List<String> answers = new CopyOnWriteArrayList<>();
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

    /** As on GlassFish and Payara: the bytes have left the stream, and the listener has not got them yet. */
    @ParameterizedTest
    @ValueSource(longs = { 10, -1 })
    void aBodyIsNotWholeWhileAnotherThreadStillReads(long length) throws Exception {
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        List<String> calls = new CopyOnWriteArrayList<>();
        collect(new Bytes("0123456789".getBytes(StandardCharsets.US_ASCII)) {
            @Override
            public int read(byte[] part, int offset, int count) {
                int read = super.read(part, offset, count);
                reads.countDown();
                await(mayReturn);
                return read;
            }
        }, length, calls);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            try {
                listener.onDataAvailable();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, task -> new Thread(task, "reader").start());
        await(reads);
        listener.onAllDataRead();
        assertThat(calls).as("while the other thread reads").isEmpty();
        mayReturn.countDown();
        reader.get();
        assertThat(calls).containsExactly("0123456789");
    }

    /** The thread of onDataAvailable finds no bytes, because that of onAllDataRead has read them. */
    @ParameterizedTest
    @ValueSource(longs = { 10, -1 })
    void theThreadThatIsToldOfTheEndReadsTheRest(long length) throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        collect(new Bytes("0123456789".getBytes(StandardCharsets.US_ASCII)), length, calls);
        listener.onAllDataRead();
        listener.onDataAvailable();
        assertThat(calls).containsExactly("0123456789");
    }

    @Test
    void aBodyThatEndsBeforeItsLengthIsRefused() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        collect(new Bytes("012345678".getBytes(StandardCharsets.US_ASCII)), 10, calls);
        listener.onDataAvailable();
        listener.onAllDataRead();
        assertThat(calls).isEmpty();
        assertThat(answers).containsExactly("setStatus 400", "complete");
        assertThat(hasPlaceFor(OTHERS)).isTrue();
    }

    private void collect(Bytes in, long length, List<String> calls) throws IOException {
        ServletOutputStream out = new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener writer) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(int value) {
                // the status tells enough
            }
        };
        HttpServletResponse response = proxy(HttpServletResponse.class, (self, method, arguments) -> {
            if (method.getName().equals("setStatus")) {
                answers.add("setStatus " + arguments[0]);
            }
            return method.getName().equals("getOutputStream") ? out : null;
        });
        ServletRequest request = proxy(ServletRequest.class, (self, method, arguments) -> switch (method.getName()) {
            case "getRemoteAddr" -> CLIENT;
            case "getContentLengthLong" -> length;
            case "getInputStream" -> in;
            default -> null;
        });
        AsyncContext async = proxy(AsyncContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getRequest" -> request;
            case "getResponse" -> response;
            case "start" -> {
                ((Runnable) arguments[0]).run();
                yield null;
            }
            case "complete" -> {
                answers.add("complete");
                yield null;
            }
            default -> null;
        });
        GatewayBody.collect(async, RequestEnd.of(async), limits.part(request), body -> {
            calls.add(new String(body, StandardCharsets.US_ASCII));
            return new CompletableFuture<>();
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(GatewayBodyTest.class.getClassLoader(), new Class<?>[] { type },
                handler));
    }

    private class Bytes extends ServletInputStream {

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
        public int available() {
            return in.available();
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
