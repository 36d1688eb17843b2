package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.wire.WireLimits;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.TestTimer;

/** The bytes of an answer count until its client has read them. */
class SlowReplyTest {

    private static final long HOUR = 3_600_000_000_000L;
    private static final String JSON = "x".repeat(24 << 20);
    private static final String SHORT = "x".repeat(8 << 10);

    private final HttpLimits limits = new HttpLimits(1 << 20, HOUR, WireLimits.DEFAULT, new TestTimer());
    private final Attributes attributes = new Attributes(null, null, null, Instant.EPOCH, limits, null, true, null,
            null,
            Set.of(), null, null);

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    /** Tomcat may end a request without a word to its listener. Otherwise 64 such answers would let no other be written. */
    @Test
    void theBytesOfAnAnswerWhoseRequestHasEndedCountNoMore() {
        HttpServletRequest request = proxy(HttpServletRequest.class,
                (self, method, arguments) -> method.getName().equals("getRemoteAddr") ? "10.0.0.9" : null);
        HttpServletResponse ended = proxy(HttpServletResponse.class, (self, method, arguments) -> {
            throw new IllegalStateException("the request has ended");
        });
        ProxyAnswer answer = new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", "\"" + "x".repeat(1 << 20) + "\"",
                null,
                true);
        HttpLimits.Part part = limits.part(request);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> GatewayReplies.answer(request, ended, answer, part)).hasMessageContaining("ended");
            assertThatThrownBy(() -> SlowReply.writeOwn(request, ended, new byte[1 << 20], limits,
                    () -> ended.setStatus(200))).hasMessageContaining("ended");
        }
        assertThat(part.grow(0, 50 << 20)).isTrue();
    }

    /** A request, and a client that takes bytes only if the test says so. */
    private final class Exchange extends ServletOutputStream {

        private final Map<String, String> headers = new HashMap<>();
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final PrintWriter writer = new PrintWriter(written, true, StandardCharsets.US_ASCII);
        private final HttpServletResponse response = proxy(HttpServletResponse.class,
                (self, method, arguments) -> switch (method.getName()) {
                    case "setStatus" -> status = (int) arguments[0];
                    case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
                    case "getOutputStream" -> this;
                    case "getWriter" -> writer;
                    default -> null;
                });
        private int status = HttpServletResponse.SC_OK;
        private WriteListener listener;
        private boolean ready;

        void answer(String json) throws IOException {
            AsyncContext async = proxy(AsyncContext.class,
                    (self, method, arguments) -> method.getName().equals("getResponse") ? response : null);
            ServletContext context = proxy(ServletContext.class, (self, method, arguments) -> attributes);
            ApiQuery.answer(proxy(HttpServletRequest.class, (self, method, arguments) -> switch (method.getName()) {
                case "getHeaders" -> Collections.emptyEnumeration();
                case "getServletContext" -> context;
                case "startAsync" -> async;
                default -> null;
            }), response, json);
        }

        void take() throws IOException {
            ready = true;
            listener.onWritePossible();
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setWriteListener(WriteListener writeListener) {
            listener = writeListener;
        }

        @Override
        public void write(int next) {
            written.write(next);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            written.write(bytes, offset, length);
        }
    }

    @Test
    void anAnswerOfTheApiCountsUntilItIsTaken() throws Exception {
        Exchange first = new Exchange();
        first.answer(JSON);
        Exchange second = new Exchange();
        second.answer(JSON);
        Exchange excess = new Exchange();
        excess.answer(JSON);
        assertThat(excess.status).as("two answers of 24 MiB are under way").isEqualTo(503);
        assertThat(excess.headers).containsEntry("Retry-After", "1").doesNotContainKey("ETag");
        assertThat(excess.written.toString(StandardCharsets.US_ASCII)).contains("too much memory together");
        Exchange small = new Exchange();
        small.answer(SHORT);
        assertThat(small.written.size()).as("a short answer is written at once").isEqualTo(SHORT.length());
        first.take();
        assertThat(first.written.size()).isEqualTo(JSON.length());
        Exchange later = new Exchange();
        later.answer(JSON);
        assertThat(later.status).isEqualTo(200);
        later.take();
        assertThat(later.written.size()).isEqualTo(JSON.length());
    }
}
