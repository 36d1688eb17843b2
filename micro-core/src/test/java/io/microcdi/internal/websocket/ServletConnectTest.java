package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the request of a servlet container tells about a handshake. */
class ServletConnectTest {

    @ParameterizedTest
    @ValueSource(strings = { "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
            "X-Forwarded-Port", "X-Forwarded-By", "X-Forwarded-Server", "X-Forwarded-Prefix", "X-Forwarded-Ssl", "Via",
            "X-Real-IP" })
    void eachHeaderOfAProxyCounts(String header) {
        assertThat(ServletConnect.request(request(Map.of(header, "10.0.0.9"), Map.of())).proxied()).isTrue();
    }

    /** Tomcat's RemoteIpValve takes the address from the header, which anybody can send, and removes the header. */
    @Test
    void aContainerThatReplacedTheAddressTellsIt() {
        assertThat(ServletConnect.request(request(Map.of(), Map.of("org.apache.tomcat.request.forwarded", true)))
                .proxied()).isTrue();
    }

    @Test
    void withoutAnyOfThemNoProxyForwardedIt() {
        assertThat(ServletConnect.request(request(Map.of("Host", "localhost"), Map.of())).proxied()).isFalse();
    }

    private static HttpServletRequest request(Map<String, String> headers, Map<String, Object> attributes) {
        return (HttpServletRequest) Proxy.newProxyInstance(ServletConnectTest.class.getClassLoader(),
                new Class<?>[] { HttpServletRequest.class }, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getHeader" -> headers.get(arguments[0]);
                    case "getAttribute" -> attributes.get(arguments[0]);
                    case "getRemoteAddr" -> "127.0.0.1";
                    case "isSecure" -> false;
                    default -> null;
                });
    }
}
