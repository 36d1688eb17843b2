package io.microcdi.internal.address;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;

/**
 * Which instance: the host and port it listens on and the context path it is deployed at. Registrations, breakers and
 * exclusions go by it (wire, section 1).
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
     * A key. Names of hosts are the same in capitals and in small letters, which the key has.
     *
     * @param host a name, an IPv4 address, or an IPv6 address with or without brackets
     * @param port from 1 to 65535
     * @param path the context path, empty or {@code /} for none
     * @throws IllegalArgumentException if one of them is not what it should be
     */
    public static InstanceKey of(String host, int port, String path) {
        String bracketed = host != null && host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        if (!Hosts.isHost(bracketed)) {
            throw new IllegalArgumentException("host \"" + host + "\": expected 1 to 253 characters without white space"
                    + " and / ? # @ , an IPv6 address in brackets");
        }
        if (!Hosts.isPort(port)) {
            throw new IllegalArgumentException("port " + port + ": expected 1 to 65535");
        }
        return new InstanceKey(inSmallLetters(bracketed), port, ContextPath.normalize(path));
    }

    /** The key of a WebSocket address; without a port that of its scheme. */
    public static InstanceKey of(URI address) {
        int port = address.getPort() >= 0 ? address.getPort() : "wss".equals(address.getScheme()) ? 443 : 80;
        return of(address.getHost(), port, address.getRawPath());
    }

    /** The text of a key as its {@link #toString} is, where somebody else may have written the host in capitals. */
    public static String normal(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? inSmallLetters(text) : inSmallLetters(text.substring(0, slash)) + text.substring(slash);
    }

    /** A zone is the name of a network interface of one machine, where capitals count. */
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
            throw new IllegalArgumentException("\"" + text + "\": expected host:port or host:port/path");
        }
        return of(address.substring(0, colon), Hosts.port(address.substring(colon + 1)),
                slash < 0 ? "" : text.substring(slash));
    }

    /** The host; an IPv6 address in brackets. */
    public String host() {
        // not kept beside the text that holds it: a registry has many thousands of keys
        return text.substring(0, hostLength);
    }

    /** The port, 1 to 65535. */
    public int port() {
        return port;
    }

    /** The context path, as {@code /payments}; empty for none. */
    public String path() {
        return path;
    }

    /** The same without the path: what a peer that knows no paths sees. */
    public String hostAndPort() {
        return path.isEmpty() ? text : text.substring(0, text.length() - path.length());
    }

    /** Whether keys name this instance, by its own key or by {@code host:port}, which names every instance there. */
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

    /** {@code host:port} or {@code host:port/path}. */
    @Override
    public String toString() {
        return text;
    }
}
