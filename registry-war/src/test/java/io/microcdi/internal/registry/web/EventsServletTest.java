package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.testing.Pipe;

/** The begin of a stream of events. {@code EventsIT} reads streams of a real container. */
class EventsServletTest {

    private static final PeerIdentity READER = new PeerIdentity("127.0.0.1", NamespaceGlobs.NONE, NamespaceGlobs.ALL,
            NamespaceGlobs.ALL, false, null, Long.MAX_VALUE);

    private final EngineRegistry registry = EngineRegistry.inServer(
            MicroConfig.defaults().with(ConfigKeys.SECURITY_MODE, SecurityMode.OFF), Executors.defaultThreadFactory(),
            () -> null);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @AfterEach
    void stop() {
        registry.stop();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    /** A program may see by {@code /api/status} that the stream is open, and then make something happen. */
    @Test
    void anEventAfterAStreamCountsAsOpenIsInIt() throws Exception {
        registry.start();
        EventStreams streams = new EventStreams(registry, new ApiJson(registry, registry.timer().now()),
                principal -> true, 10, 10);
        HttpServletResponse response = proxy(HttpServletResponse.class,
                (self, method, arguments) -> method.getName().equals("getOutputStream") ? new Output() : null);
        AsyncContext async = proxy(AsyncContext.class,
                (self, method, arguments) -> method.getName().equals("getResponse") ? response : null);
        HttpServletRequest request = proxy(HttpServletRequest.class, (self, method, arguments) -> {
            if (method.getName().equals("startAsync")) {
                return async;
            }
            if (!method.getName().equals("getAttribute")) {
                return null;
            }
            assertThat(streams.open()).isEqualTo(1);
            registry.accept(new Pipe(Runnable::run).acceptor(), "/10.0.0.9/9000/early", null);
            return READER;
        });
        EventsServlet.stream(streams, request, response);
        assertThat(written.toString(StandardCharsets.US_ASCII)).startsWith("id: ").contains("event: hello\n",
                "event: joined\n", "\"early\"");
        streams.close();
    }

    @Test
    void anIpv6NetworkIsOneAddress() throws Exception {
        registry.start();
        EventStreams streams = new EventStreams(registry, new ApiJson(registry, registry.timer().now()),
                principal -> true, 10, 1);
        assertThat(statusFor(streams, "2001:db8:0:1::1")).isZero();
        assertThat(statusFor(streams, "2001:db8:0:1::2")).isEqualTo(503);
        assertThat(statusFor(streams, "2001:db8:0:2::1")).isZero();
        streams.close();
    }

    /** Returns the status of a refusal; 0 if the stream begins. */
    private int statusFor(EventStreams streams, String address) throws Exception {
        int[] status = new int[1];
        HttpServletResponse response = proxy(HttpServletResponse.class, (self, method, arguments) -> {
            if (method.getName().equals("setStatus")) {
                status[0] = (int) arguments[0];
            }
            return method.getName().equals("getOutputStream") ? new Output()
                    : method.getName().equals("getWriter") ? new PrintWriter(Writer.nullWriter()) : null;
        });
        AsyncContext async = proxy(AsyncContext.class,
                (self, method, arguments) -> method.getName().equals("getResponse") ? response : null);
        EventsServlet.stream(streams, proxy(HttpServletRequest.class,
                (self, method, arguments) -> switch (method.getName()) {
                    case "startAsync" -> async;
                    case "getRemoteAddr" -> address;
                    case "getAttribute" -> READER;
                    default -> null;
                }), response);
        return status[0];
    }

    /** Takes all bytes at once. */
    private final class Output extends ServletOutputStream {

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            try {
                listener.onWritePossible();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void write(int next) {
            written.write(next);
        }
    }
}
