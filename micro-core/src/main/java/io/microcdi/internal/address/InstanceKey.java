package io.microcdi.internal.address;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;

import io.microcdi.internal.wire.Excerpts;

/**
 * The key of an instance: its host, its port and its context path. Registrations, ejections and exclusions identify an
 * instance by its key (wire, Connecting).
 */
public final class InstanceKey {

    private final String text;
    private final int hostLength;
    private final int port;
    private final String path;

    private InstanceKey(String host, int port, String path) {
        this.text = host + ":" + port + path;
        this.hostLength = host.length();
        this.port = port;
        this.path = path;
    }

    /**
     * Returns a key. Host names are not case-sensitive, and the key has them in lower case.
     *
     * @param host a name, an IPv4 address, or an IPv6 address with or without brackets
     * @param port from 1 to 65535
     * @param path the context path, empty or {@code /} for none
     * @throws InvalidHostException if the host is invalid
     * @throws IllegalArgumentException if one of the others is invalid
     */
    public static InstanceKey of(String host, int port, String path) {
        String bracketed = host != null && host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        if (!Hosts.isHost(bracketed)) {
            throw new InvalidHostException("host \"" + Excerpts.of(String.valueOf(host))
                    + "\": expected 1 to 253 ASCII letters, digits and - _ . with something between two dots, or an"
                    + " IPv6 address in brackets");
        }
        if (!Hosts.isPort(port)) {
            throw new IllegalArgumentException("port " + port + ": expected 1 to 65535");
        }
        return new InstanceKey(inSmallLetters(bracketed), port, ContextPath.normalize(path));
    }

    /**
     * Returns the key of a WebSocket address. If the address has no port, the key has the default port of its scheme.
     */
    public static InstanceKey of(URI address) {
        int port = address.getPort() >= 0 ? address.getPort() : "wss".equals(address.getScheme()) ? 443 : 80;
        return of(address.getHost(), port, address.getRawPath());
    }

    /**
     * Returns a host in lower case and without the dot at the end of an absolute name. Two names of this form are one host
     * only if they are equal.
     */
    public static String plainHost(String host) {
        String plain = inSmallLetters(host);
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }

    /** Returns the text of a key in the form of {@link #toString}, if the host may be in upper case. */
    public static String normal(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? inSmallLetters(text) : inSmallLetters(text.substring(0, slash)) + text.substring(slash);
    }

    /**
     * Returns a host in lower case, except the zone of an IPv6 address. A zone is the name of a network interface,
     * which may be case-sensitive.
     */
    private static String inSmallLetters(String host) {
        int zone = host.indexOf('%');
        return zone < 0 ? host.toLowerCase(Locale.ROOT)
                : host.substring(0, zone).toLowerCase(Locale.ROOT) + host.substring(zone);
    }

    /**
     * Reads {@code host:port} or {@code host:port/path}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static InstanceKey parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        int colon = address.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("\"" + Excerpts.of(text) + "\": expected host:port or host:port/path");
        }
        return of(address.substring(0, colon), Hosts.port(address.substring(colon + 1)),
                slash < 0 ? "" : text.substring(slash));
    }

    /** Returns the host. An IPv6 address is in brackets. */
    public String host() {
        // no field of its own, to save memory: a registry has many thousands of keys
        return text.substring(0, hostLength);
    }

    /** Returns the port, from 1 to 65535. */
    public int port() {
        return port;
    }

    /** Returns the context path, for example {@code /payments}; empty for none. */
    public String path() {
        return path;
    }

    /** Returns the key without the path, as a peer sees it that ignores paths. */
    public String hostAndPort() {
        return path.isEmpty() ? text : text.substring(0, text.length() - path.length());
    }

    /**
     * Returns whether the given keys contain this instance: its own key, or {@code host:port}, which stands for all
     * instances there.
     */
    public boolean isIn(Collection<String> keys) {
        return keys.contains(text) || keys.contains(hostAndPort()) || keys.stream().map(InstanceKey::normal)
                .anyMatch(key -> key.equals(text) || key.equals(hostAndPort()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InstanceKey key && text.equals(key.text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }

    /** Returns {@code host:port} or {@code host:port/path}. */
    @Override
    public String toString() {
        return text;
    }
}
