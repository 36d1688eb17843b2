package io.microcdi.internal.security;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.it.fuzz.Input;

/** The headers and addresses of a handshake: none of them is an exception, and no name outside the list is a host of the server. */
public final class RequestFuzz {

    private static final Set<String> NAMES = Set.of("localhost", "shop.example", "[::1]");
    private static final HostNames HOSTS = HostNames.of(MicroConfig.defaults())
            .and(List.copyOf(NAMES));

    private RequestFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String host = input.line();
        String origin = input.line();
        String header = input.line();
        Input.timed(bytes.length, () -> {
            host(host);
            for (boolean secure : new boolean[] { false, true }) {
                sameOrigin(origin, host, secure);
                sameOrigin("http://" + host, host, secure);
            }
            authorization(header);
            address(host);
            ranges(header);
        });
    }

    private static void host(String host) {
        if (!HOSTS.permits(host) || host.isEmpty()) {
            return;
        }
        Input.check(!host.contains("@") && !host.contains("/"), "a permitted host has no user", host);
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "").replaceFirst("\\.$", "");
        String last = name.substring(name.lastIndexOf('.') + 1);
        // a browser takes no name that ends with a number, and what is in brackets is an address
        Input.check(NAMES.contains(name) || name.startsWith("[") && name.endsWith("]")
                || last.matches("[0-9]{1,3}"), "a permitted host is an address or in the list", host);
    }

    private static void sameOrigin(String origin, String host, boolean secure) {
        if (!OriginPolicy.isSameOrigin(origin, host, secure)) {
            return;
        }
        String page = URI.create(origin).getHost().toLowerCase(Locale.ROOT);
        Input.check(host.toLowerCase(Locale.ROOT).contains(page), "the host of the page is that of the request", origin,
                host);
        Input.check(secure || page.indexOf('.') < 0 || page.startsWith("[") || page.matches("[0-9.]+"),
                "a name with a dot may be pointed here by its owner", origin, host);
    }

    private static void authorization(String header) {
        Input.same(header, ConnectRequest.authorization(name -> name.equals("Authorization") ? header : null),
                "the header is the authorization");
        String offered = ConnectRequest
                .authorization(name -> name.equals("Sec-WebSocket-Protocol") ? header : null);
        Input.check(offered == null || offered.startsWith("Bearer ")
                && header.contains(ConnectRequest.SUBPROTOCOL + ".token." + offered.substring("Bearer ".length())),
                "a token comes from the offered subprotocols", header);
    }

    private static void address(String text) {
        IpRanges.literal(text).ifPresent(address -> {
            InetAddress again = IpRanges.literal(address.getHostAddress()).orElseThrow();
            Input.same(address, again, "an address is read again as the same");
            Input.same(IpRanges.network(address), IpRanges.network(again), "so is its network");
            Input.check(IpRanges.of(List.of(address.getHostAddress())).contains(address), "a range has its address",
                    text);
            Input.check(!IpRanges.isOddNumber(text), "an address is no odd number", text);
            IpRanges.isNowhere(address);
        });
        IpRanges.network(text);
        IpRanges.isOddNumber(text);
    }

    private static void ranges(String text) {
        try {
            IpRanges ranges = IpRanges.of(List.of(text));
            int slash = text.indexOf('/');
            InetAddress first = IpRanges.literal(slash < 0 ? text : text.substring(0, slash)).orElseThrow();
            Input.check(ranges.contains(first), "a range has its first address", text);
        } catch (IllegalArgumentException refused) {
            // as it is documented
        }
    }
}
