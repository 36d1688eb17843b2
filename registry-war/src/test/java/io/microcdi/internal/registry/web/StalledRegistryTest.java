package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.registry.RegistryKeys;

/** A registry whose timer has stopped says so to those who ask whether it works, until the timer runs again. */
@Timeout(120)
class StalledRegistryTest {

    /** More than the timer has threads, also after it was given others. */
    private static final int ALARMS = 64;
    private static final Duration LOOK = Duration.ofMillis(20);

    private final MicroConfig config = MicroConfig
            .read(key -> Optional.empty(), Stream.of(ConfigKeys.ALL, RegistryKeys.ALL, RegistryServerKeys.ALL)
                    .<ConfigKey<?>>flatMap(List::stream).distinct().toList())
            .with(ConfigKeys.SECURITY_MODE, SecurityMode.OFF);
    private final EngineRegistry registry = EngineRegistry.inServer(config, Executors.defaultThreadFactory(),
            () -> null);
    private final CountDownLatch end = new CountDownLatch(1);
    private final ApiServlet api = new ApiServlet();
    private ServletContext context;

    @AfterEach
    void stop() {
        end.countDown();
        registry.stop();
    }

    @Test
    void isAnswered503UntilTheTimerRuns() throws Exception {
        registry.start();
        OriginPolicy origins = new OriginPolicy(List.of());
        Attributes attributes = Attributes.of(registry, registry, config,
                Access.of(config, registry, origins, null));
        context = proxy(ServletContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getAttribute" -> attributes;
            case "getResourceAsStream" -> new ByteArrayInputStream(new byte[] { '{', '}' });
            default -> null;
        });
        api.init(proxy(ServletConfig.class,
                (self, method, arguments) -> method.getName().equals("getServletContext") ? context : null));
        assertWorks();

        for (int i = 0; i < ALARMS; i++) {
            registry.timer().after(0, this::hang);
        }
        await(() -> registry.problem().isPresent());
        assertThat(get("/live")).isEqualTo("503 {\"status\":\"DOWN\"}");
        assertThat(get("/ready")).isEqualTo("503 {\"status\":\"DOWN\"}");
        assertThat(get("/status")).startsWith("503 {\"status\":\"stalled\",\"problem\":\"micro-timer has stopped\"");

        end.countDown();
        await(() -> registry.problem().isEmpty());
        assertWorks();
        attributes.stop();
    }

    private void assertWorks() throws Exception {
        assertThat(get("/live")).isEqualTo("200 {\"status\":\"UP\"}");
        assertThat(get("/ready")).isEqualTo("200 {\"status\":\"UP\"}");
        assertThat(get("/status")).startsWith("200 {\"status\":\"ok\",");
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the registry's own looks at its threads, of which it tells nobody. */
    private static void await(BooleanSupplier wanted) throws InterruptedException {
        while (!wanted.getAsBoolean()) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
    }

    /** Returns the status and the body. */
    private String get(String path) throws Exception {
        StringBuilder answer = new StringBuilder();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        HttpServletRequest request = proxy(HttpServletRequest.class,
                (self, method, arguments) -> switch (method.getName()) {
                    case "getMethod" -> "GET";
                    case "getServletPath" -> "/api";
                    case "getPathInfo" -> path;
                    case "getServletContext" -> context;
                    case "getAttribute" -> new PeerIdentity("127.0.0.1", NamespaceGlobs.NONE, NamespaceGlobs.ALL,
                            NamespaceGlobs.ALL, false, null, Long.MAX_VALUE);
                    default -> absent(method.getReturnType());
                });
        HttpServletResponse response = proxy(HttpServletResponse.class, (self, method, arguments) -> {
            if (method.getName().equals("setStatus")) {
                answer.append(arguments[0]).append(' ');
            }
            return method.getName().equals("getOutputStream") ? new Output(body) : absent(method.getReturnType());
        });
        api.doGet(request, response);
        return answer + body.toString(StandardCharsets.UTF_8);
    }

    private static Object absent(Class<?> type) {
        if (type == Map.class) {
            return Map.of();
        }
        return type == boolean.class ? false : type == int.class ? (Object) 0 : null;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    private static final class Output extends ServletOutputStream {

        private final ByteArrayOutputStream body;

        Output(ByteArrayOutputStream body) {
            this.body = body;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new AssertionError("the body is short");
        }

        @Override
        public void write(int octet) {
            body.write(octet);
        }
    }
}
