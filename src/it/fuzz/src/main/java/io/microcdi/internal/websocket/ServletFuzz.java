package io.microcdi.internal.websocket;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.http.HttpServletRequest;

import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.it.fuzz.Input;
import io.microcdi.it.fuzz.Texts;

/**
 * A request as a servlet container shows it: whether it is a handshake, came through a proxy, and has two headers that decide.
 * No request is an exception.
 */
public final class ServletFuzz {

    private ServletFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String context = input.below(2) == 0 ? "" : "/shop";
        String method = input.line();
        String path = "/" + input.line();
        String query = input.line();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        while (input.hasMore()) {
            String[] header = input.line().split(":", 2);
            headers.computeIfAbsent(header[0], name -> new ArrayList<>())
                    .add(header.length < 2 ? "" : header[1].strip());
        }
        HttpServletRequest request = request(context, method, path, query.isEmpty() ? null : query, headers);
        Input.timed(bytes.length, () -> check(request, context, path, headers));
    }

    private static void check(HttpServletRequest request, String context, String path,
            Map<String, List<String>> headers) {
        boolean asked = headers.getOrDefault("Upgrade", List.of()).stream()
                .anyMatch(
                        value -> (value.toLowerCase(Locale.ROOT) + ",").replaceAll("[\\x00-\\x20]*,[\\x00-\\x20]*", ",")
                                .trim().matches("(?s)(.*,)?websocket,.*"));
        if (!"CONNECT".equals(request.getMethod())) {
            Input.same(asked, ServletConnect.isHandshake(request), "a handshake asks for a WebSocket");
        }
        Input.same(headers.getOrDefault("Origin", List.of()).size() > 1
                || headers.getOrDefault("Authorization", List.of()).size() > 1, ServletConnect.isAmbiguous(request),
                "two headers that decide");
        ConnectRequest facts = ServletConnect.request(request);
        Input.same(headers.keySet().stream().map(name -> name.toLowerCase(Locale.ROOT)).anyMatch(
                name -> name.startsWith("x-forwarded") || List.of("forwarded", "via", "x-real-ip").contains(name)),
                facts.proxied(), "a proxy tells of itself");
        Input.check(path.contains("Bearer ") || !facts.toString().contains("Bearer "),
                "the facts in a log have no token",
                facts);
        Texts.visible(facts.toString(), "the facts in a log have visible characters only");
        String below = ServletConnect.below(request);
        Input.check(path.endsWith(below) && (!context.isEmpty() || below.equals(path)), "a path below its context",
                path,
                below);
        HandshakeRate.concerns(below);
        ServletConnect.isOfNode(facts.withPath(below));
    }

    private static HttpServletRequest request(String context, String method, String path, String query,
            Map<String, List<String>> headers) {
        return (HttpServletRequest) Proxy.newProxyInstance(ServletFuzz.class.getClassLoader(),
                new Class<?>[] { HttpServletRequest.class }, (request, called, arguments) -> switch (called.getName()) {
                    case "getMethod" -> method;
                    case "getRequestURI" -> path;
                    case "getContextPath" -> context;
                    case "getQueryString" -> query;
                    case "getRemoteAddr" -> "10.0.0.5";
                    case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                    case "getHeaders" -> Collections.enumeration(headers.getOrDefault(arguments[0], List.of()));
                    case "getHeader" -> headers.getOrDefault(arguments[0], Collections.singletonList(null)).get(0);
                    case "isSecure", "isUserInRole" -> false;
                    case "getAttribute", "getUserPrincipal", "getAuthType" -> null;
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }
}
