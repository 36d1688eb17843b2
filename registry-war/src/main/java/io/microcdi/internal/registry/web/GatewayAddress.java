package io.microcdi.internal.registry.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;

import io.microcdi.internal.wire.Excerpts;

/** Reads the namespace and the route from a request's path: the encoded part after the gateway's own path. */
final class GatewayAddress {

    private GatewayAddress() {
    }

    /**
     * Reads the address of a request.
     *
     * @return {@code namespace/route}; empty if the path has no part after the gateway's path
     * @throws GatewayRefusal with 400 if servers, proxies and this gateway could interpret the path in different ways
     */
    static String read(HttpServletRequest request) {
        return read(request.getRequestURI(), request.getContextPath() + request.getServletPath());
    }

    /**
     * As {@link #read(HttpServletRequest)}.
     *
     * @param path the encoded path
     * @param prefix the gateway's path, decoded or encoded. Only its segments are counted, because a path can be
     *        encoded in several ways
     */
    static String read(String path, String prefix) {
        String[] segments = path.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            check(path, segments[i], i == 0 || i == segments.length - 1);
        }
        int start = 0;
        for (int left = (int) prefix.chars().filter(c -> c == '/').count() + 1; left > 0 && start >= 0; left--) {
            start = path.indexOf('/', start) + 1;
            if (start == 0) {
                return "";
            }
        }
        return path.substring(start);
    }

    private static void check(String path, String segment, boolean mayBeEmpty) {
        String decoded;
        try {
            decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refusal(path, "a % that two hexadecimal digits follow");
        }
        if (segment.indexOf(';') >= 0) {
            throw refusal(path, "no parameters (;)");
        }
        if (segment.isEmpty() && !mayBeEmpty || decoded.equals(".") || decoded.equals("..")) {
            throw refusal(path, "no empty segment, no . and no ..");
        }
    }

    private static GatewayRefusal refusal(String path, String expected) {
        return new GatewayRefusal(400, "the path " + Excerpts.of(path) + ": expected " + expected);
    }
}
