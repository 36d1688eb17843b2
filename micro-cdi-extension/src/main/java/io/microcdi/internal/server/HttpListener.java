package io.microcdi.internal.server;

import java.util.Locale;
import java.util.Optional;

/**
 * The address at which a server accepts HTTP.
 *
 * @param host the bound address or name, an IPv6 address without brackets; {@code null} if the listener is bound to all
 *        addresses
 * @param port the port, from 1 to 65535, to which the listener is or will be bound
 * @param secure whether the listener uses TLS
 */
public record HttpListener(String host, int port, boolean secure) {
    /**
     * Checks the port and normalizes the host.
     *
     * @throws IllegalArgumentException if the port is not from 1 to 65535
     */
    public HttpListener {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("HTTP listener's port " + port + ": must be from 1 to 65535");
        }
        host = specific(host);
    }

    /** Returns the bound address; empty if the listener is bound to all addresses. */
    public Optional<String> specificHost() {
        return Optional.ofNullable(host);
    }

    /** Returns a host, or {@code null} if it stands for all addresses. Servers write "all addresses" in many ways. */
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
