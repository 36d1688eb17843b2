package io.microcdi.internal.server;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a server accepts HTTP.
 *
 * @param host
 *        the address or name it is bound to, an IPv6 address without brackets; {@code null} where it is bound to all
 *        addresses
 * @param port
 *        the port it is, or is about to be, bound to, from 1 to 65535
 * @param secure
 *        whether it speaks TLS
 */
public record HttpListener(String host, int port, boolean secure) {
    /**
     * @throws IllegalArgumentException
     *         where the port is not from 1 to 65535
     */
    public HttpListener {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("HTTP listener's port " + port + ": must be from 1 to 65535");
        }
        host = specific(host);
    }

    /**
     * @return the address it is bound to, empty where that is all addresses
     */
    public Optional<String> specificHost() {
        return Optional.ofNullable(host);
    }

    /** Servers write "all addresses" in many ways. */
    private static String specific(String host) {
        if (host == null) {
            return null;
        }
        String text = host.trim().toLowerCase(Locale.ROOT);
        if (text.startsWith("[") && text.endsWith("]")) {
            text = text.substring(1, text.length() - 1);
        }
        return switch (text) {
            case "", "*", "0.0.0.0", "::", "::0", "0:0:0:0:0:0:0:0" -> null;
            default -> text;
        };
    }
}
