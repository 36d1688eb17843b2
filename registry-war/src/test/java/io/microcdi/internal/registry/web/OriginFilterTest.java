package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.server.ServerContainer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which handshakes a registry in a WAR on another server lets pass. */
class OriginFilterTest {

    private static final Map<String, String> PROPERTIES = Map.of("micro.server.handshakes-per-second", "5",
            "micro.security.mode", "auto");
    private static final String NODE = "/127.0.0.1/9000/orders";

    private final Map<String, Object> attributes = new HashMap<>(
            Map.of(ServerContainer.class.getName(), proxy(ServerContainer.class, (self, method, arguments) -> null)));
    private final ServletContext context = proxy(ServletContext.class, (self, method, arguments) -> switch (method
            .getName()) {
        case "getContextPath" -> "/registry";
        case "getAttribute" -> attributes.get(arguments[0]);
        case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
        case "addFilter" -> proxy(FilterRegistration.Dynamic.class, (filter, called, how) -> null);
        default -> null;
    });
    private final RegistryListener listener = new RegistryListener();
    private final OriginFilter filter = new OriginFilter();

    @BeforeEach
    void deploy() throws Exception {
        PROPERTIES.forEach(System::setProperty);
        listener.contextInitialized(new ServletContextEvent(context));
        filter.init(proxy(FilterConfig.class, (self, method, arguments) -> context));
    }

    @AfterEach
    void undeploy() {
        listener.contextDestroyed(new ServletContextEvent(context));
        PROPERTIES.keySet().forEach(System::clearProperty);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    /** Returns the status of a handshake; 101 if the filter has let it pass. */
    private int handshake(String remote) throws Exception {
        int[] status = { 200 };
        return handshake(remote, status, (passed, to) -> status[0] = 101);
    }

    private int handshake(String remote, int[] status, FilterChain chain) throws Exception {
        HttpServletRequest request = proxy(HttpServletRequest.class,
                (self, method, arguments) -> switch (method.getName()) {
                    case "getMethod" -> "GET";
                    case "getHeaders" -> Collections.enumeration(
                            arguments[0].equals("Upgrade") ? List.of("websocket") : List.<String>of());
                    case "getHeader" -> arguments[0].equals("Host") ? "localhost:8080" : null;
                    case "getRequestURI" -> "/registry" + NODE;
                    case "getContextPath" -> "/registry";
                    case "getRemoteAddr" -> remote;
                    case "isSecure" -> false;
                    default -> null;
                });
        HttpServletResponse response = proxy(HttpServletResponse.class, (self, method, arguments) -> {
            if (method.getName().equals("setStatus")) {
                status[0] = (int) arguments[0];
            }
            return switch (method.getName()) {
                case "getWriter" -> new PrintWriter(Writer.nullWriter());
                case "isCommitted" -> false;
                default -> null;
            };
        });
        filter.doFilter(request, response, chain);
        return status[0];
    }

    @Test
    void moreHandshakesThanTheRateAreRefusedAndAnotherAddressHasItsPart() throws Exception {
        int begun = 0;
        int last = handshake("127.0.0.1");
        while (last == 101 && begun < 100) {
            begun++;
            last = handshake("127.0.0.1");
        }
        // more than the five of a second, if that takes longer
        assertThat(begun).isBetween(5, 99);
        assertThat(last).isEqualTo(503);
        assertThat(handshake("127.0.0.9")).isEqualTo(101);
    }

    /** Tomcat throws for such a query, and logs the stack of what no filter catches. */
    @Test
    void aHandshakeThatTheContainerCannotReadIsAnswered400() throws Exception {
        int[] status = { 200 };
        assertThat(handshake("127.0.0.1", status, (passed, to) -> {
            throw new IllegalArgumentException("expected by this test: invalid URI");
        })).isEqualTo(400);
    }

    @Test
    void aHandshakeThatIsRefusedTakesNoTurn() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(handshake("203.0.113.9")).isEqualTo(401);
        }
        assertThat(handshake("127.0.0.1")).isEqualTo(101);
    }
}
