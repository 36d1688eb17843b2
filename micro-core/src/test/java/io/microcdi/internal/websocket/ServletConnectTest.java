package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.security.ConnectRequest;

/** The facts about a handshake in the request of a servlet container. */
class ServletConnectTest {

    @ParameterizedTest
    @ValueSource(strings = { "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
            "X-Forwarded-Port", "X-Forwarded-By", "X-Forwarded-Server", "X-Forwarded-Prefix", "X-Forwarded-Ssl", "Via",
            "X-Real-IP", "X-Forwarded-User", "X-Forwarded", "x-forwarded-client-cert" })
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

    /** Tomcat gives a header that it could not read no value. */
    @Test
    void aHeaderWithoutAValueAsksForNoUpgrade() {
        Enumeration<String> unreadable = Collections.enumeration(Collections.singletonList(null));
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                ServletConnectTest.class.getClassLoader(), new Class<?>[] { HttpServletRequest.class },
                (proxy, method, arguments) -> method.getName().equals("getHeaders") ? unreadable : null);
        assertThat(ServletConnect.isHandshake(request)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Origin", "Authorization" })
    void aHeaderThatDecidesMayComeOnce(String header) {
        assertThat(ServletConnect.isAmbiguous(request(Map.of(header, "a"), Map.of()))).isFalse();
        assertThat(ServletConnect.isAmbiguous(request(Map.of(header, "a\na"), Map.of()))).isTrue();
        assertThat(ServletConnect.isAmbiguous(request(Map.of("Accept", "a\nb"), Map.of()))).isFalse();
    }

    /** The user of a certificate is the proxy itself: the client has shown it none. */
    @Test
    void theUserOfACertificateCountsWithoutAProxyOnly() {
        Principal user = () -> "gate";
        for (String method : List.of("CLIENT_CERT", "BASIC")) {
            Map<String, Object> facts = Map.of("user", user, "method", method);
            assertThat(ServletConnect.request(request(Map.of(), facts)).principal()).isSameAs(user);
            assertThat(ServletConnect.request(request(Map.of("X-Forwarded-For", "10.0.0.9"), facts)).principal())
                    .isSameAs(method.equals("BASIC") ? user : null);
        }
    }

    @Test
    void theContainerSaysWhichRolesTheUserHas() {
        ConnectRequest facts = ServletConnect.request(request(Map.of(), Map.of("role", "node"))).withPath("/x")
                .from("10.0.0.9");
        assertThat(facts.roles().test("node")).isTrue();
        assertThat(facts.roles().test("admin")).isFalse();
    }

    private static HttpServletRequest request(Map<String, String> headers, Map<String, Object> attributes) {
        return (HttpServletRequest) Proxy.newProxyInstance(ServletConnectTest.class.getClassLoader(),
                new Class<?>[] { HttpServletRequest.class }, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getHeader" -> headers.get(arguments[0]);
                    case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                    case "getHeaders" -> headers.containsKey(arguments[0])
                            ? Collections.enumeration(List.of(headers.get(arguments[0]).split("\n")))
                            : Collections.emptyEnumeration();
                    case "getAttribute" -> attributes.get(arguments[0]);
                    case "getRemoteAddr" -> "127.0.0.1";
                    case "isSecure" -> false;
                    case "getUserPrincipal" -> attributes.get("user");
                    case "getAuthType" -> attributes.get("method");
                    case "isUserInRole" -> arguments[0].equals(attributes.get("role"));
                    default -> null;
                });
    }
}
