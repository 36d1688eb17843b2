package io.microcdi.internal.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.server.ServerContainer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.cdi.MicroExtension;
import io.microcdi.internal.cdi.NodeLifecycle;
import io.microcdi.internal.cdi.WebAppInfo;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.testing.Jwts;
import io.microcdi.testing.LogCapture;

/** The filter's treatment of an application's requests, before the server sees them. */
class SameOriginFilterTest {

    private static final String LOCAL = "127.0.0.1";
    private static final String STRANGER = "203.0.113.9";
    private static final String NODE = "/127.0.0.1/9000/orders";
    private static final Map<String, String> UPGRADE = Map.of("Upgrade", "websocket");

    private final Map<String, String> properties = new HashMap<>(
            Map.of("micro.namespace", "test", "micro.server.handshakes-per-second", "5"));
    private SeContainer container;
    private NodeLifecycle lifecycle;
    private SameOriginFilter filter;
    private String contextPath = "";

    private void start(String... more) {
        for (String each : more) {
            properties.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        properties.forEach(System::setProperty);
        container = SeContainerInitializer.newInstance().disableDiscovery().addExtensions(new MicroExtension())
                .addBeanClasses(SameOriginFilterTest.class).initialize();
        lifecycle = container.getBeanManager().getExtension(MicroExtension.class).lifecycle();
        lifecycle.start(WebAppInfo.NONE, proxy(ServerContainer.class, (self, method, arguments) -> null));
        Supplier<Optional<NodeLifecycle>> found = () -> Optional.of(lifecycle);
        filter = new SameOriginFilter(new DrainEndpoint(found), found);
    }

    @AfterEach
    void stop() {
        if (lifecycle != null) {
            lifecycle.stop();
        }
        if (container != null) {
            container.close();
        }
        properties.keySet().forEach(System::clearProperty);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    /** The answer to a request. */
    private static final class Answer {

        private int status = 200;
        private final Map<String, String> headers = new HashMap<>();
        private boolean passed;

        /** The status, or 101 if the filter has passed the request on. */
        int status() {
            return passed ? 101 : status;
        }

        HttpServletResponse response() {
            return proxy(HttpServletResponse.class, (self, method, arguments) -> {
                if (method.getName().equals("setStatus") || method.getName().equals("sendError")) {
                    status = (int) arguments[0];
                } else if (method.getName().equals("setHeader")) {
                    headers.put((String) arguments[0], (String) arguments[1]);
                }
                return null;
            });
        }
    }

    private HttpServletRequest request(String method, String remote, String path, Map<String, String> headers) {
        int query = path.indexOf('?');
        return proxy(HttpServletRequest.class, (self, called, arguments) -> switch (called.getName()) {
            case "getMethod" -> method;
            case "getHeader" -> headers.get(arguments[0]);
            case "getHeaderNames" -> Collections.enumeration(headers.keySet());
            case "getHeaders" -> Collections.enumeration(
                    headers.containsKey(arguments[0]) ? List.of(headers.get(arguments[0]).split("\n")) : List.of());
            case "getRequestURI" -> query < 0 ? path : path.substring(0, query);
            case "getQueryString" -> query < 0 ? null : path.substring(query + 1);
            case "getContextPath" -> contextPath;
            case "getRemoteAddr" -> remote;
            case "isSecure" -> false;
            default -> null;
        });
    }

    private Answer handshake(String remote, String path) throws Exception {
        return answer(request("GET", remote, path, UPGRADE), () -> {
        });
    }

    private Answer answer(HttpServletRequest request, Runnable rest) throws Exception {
        Answer answer = new Answer();
        filter.doFilter(request, answer.response(), (passed, to) -> {
            answer.passed = true;
            rest.run();
        });
        return answer;
    }

    /** Makes handshakes until one is refused because of the rate of five a second. */
    private Answer firstRefused(String path) throws Exception {
        int begun = 0;
        Answer last = handshake(LOCAL, path);
        while (last.status() == 101 && begun < 100) {
            begun++;
            last = handshake(LOCAL, path);
        }
        // more than the five of a second, if that takes longer
        assertThat(begun).isBetween(5, 99);
        assertThat(last.status()).isEqualTo(503);
        return last;
    }

    @Test
    void moreHandshakesThanTheRateAreRefusedAndToldWhenToComeAgain() throws Exception {
        start();
        assertThat(firstRefused(NODE).headers).containsKey("Retry-After");
        assertThat(handshake("127.0.0.9", NODE).status()).as("one address leaves some to others").isEqualTo(101);
    }

    @Test
    void aHandshakeThatIsRefusedTakesNoTurn() throws Exception {
        start();
        for (int i = 0; i < 50; i++) {
            assertThat(handshake(STRANGER, NODE).status()).isEqualTo(401);
        }
        assertThat(handshake(LOCAL, NODE).status()).isEqualTo(101);
    }

    /** The application may have endpoints of its own, whose paths are like those of nodes. */
    @Test
    void theApplicationsOwnEndpointsHaveNoRate() throws Exception {
        start();
        for (int i = 0; i < 50; i++) {
            assertThat(handshake(STRANGER, "/room/42").status()).isEqualTo(101);
        }
        assertThat(handshake(LOCAL, NODE).status()).isEqualTo(101);
    }

    @Test
    void theRegistryOfTheApplicationRefusesInTheFilterTooAndHasTheRate() throws Exception {
        start("micro.registry-server.enabled=true");
        for (int i = 0; i < 50; i++) {
            Answer refused = handshake(STRANGER, "/registry" + NODE + "?v=1&features=x");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers).containsEntry("WWW-Authenticate", "Bearer");
        }
        firstRefused("/registry" + NODE);
        assertThat(handshake("127.0.0.9", "/registry" + NODE).status()).isEqualTo(101);
    }

    /** Undertow upgrades such a request. */
    @Test
    void aHandshakeByAnotherMethodIsRefused() throws Exception {
        start();
        assertThat(answer(request("POST", LOCAL, NODE, UPGRADE), () -> {
        }).status()).isEqualTo(400);
    }

    /** Every client may send the header, and the token must go along with the calls of its request all the same. */
    @ParameterizedTest
    @ValueSource(strings = { "POST", "GET" })
    void aRequestThatAsksForAnUpgradeKeepsTheTokenOfItsUser(String method) throws Exception {
        start("micro.security.user=forward");
        String token = Jwts.token(Jwts.curve("secp256r1"), "ann", Long.MAX_VALUE / 1_000);
        HttpServletRequest request = request(method, STRANGER, "/api/orders",
                Map.of("Upgrade", "websocket", "Authorization", "Bearer " + token));
        String[] forwarded = new String[1];
        assertThat(answer(request, () -> forwarded[0] = UserPolicy.ofHttpRequest()).status()).isEqualTo(101);
        assertThat(forwarded[0]).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Origin", "Authorization" })
    void aHandshakeWithTwoHeadersThatDecideIsRefused(String header) throws Exception {
        start();
        Map<String, String> headers = Map.of("Upgrade", "websocket", header, "http://127.0.0.1\nhttp://evil.example");
        assertThat(answer(request("GET", LOCAL, NODE, headers), () -> {
        }).status()).isEqualTo(400);
    }

    /** RFC 8441: there is no header {@code Upgrade}. */
    @Test
    void aHandshakeOverHttp2IsDecidedHereToo() throws Exception {
        start();
        assertThat(answer(request("CONNECT", STRANGER, NODE, Map.of()), () -> {
        }).status()).isEqualTo(401);
        assertThat(answer(request("CONNECT", LOCAL, NODE, Map.of()), () -> {
        }).status()).isEqualTo(101);
    }

    @Test
    void aRefusedRequestToDrainIsInTheAuditLog() throws Exception {
        start("micro.drain-endpoint=true");
        try (LogCapture capture = new LogCapture("io.microcdi.audit")) {
            assertThat(answer(request("POST", STRANGER, "/-/drain", Map.of()), () -> {
            }).status()).isEqualTo(403);
            assertThat(answer(request("POST", LOCAL, "/-/drain", Map.of("X-Forwarded-For", STRANGER)), () -> {
            }).status()).isEqualTo(403);
            assertThat(capture.messages()).hasSize(2).allSatisfy(line -> assertThat(line)
                    .startsWith("MICRO001800: Refused (rights): a request to drain test, from "));
        }
    }

    /** Some servers take several slashes for one, and decode the context path. */
    @ParameterizedTest
    @ValueSource(strings = { "//app" + NODE, "/%61pp" + NODE, "/app" + NODE })
    void eachSpellingOfTheContextPathIsThatOfTheApplication(String path) throws Exception {
        contextPath = "/app";
        start();
        assertThat(handshake(STRANGER, path).status()).isEqualTo(401);
        assertThat(handshake(LOCAL, path).status()).isEqualTo(101);
    }
}
