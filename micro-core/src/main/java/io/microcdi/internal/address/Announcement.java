package io.microcdi.internal.address;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import io.microcdi.internal.wire.Excerpts;

/**
 * The announcement of a node that dials: its key, its namespace, and further facts about it. It is sent as the path and
 * query of the connect URL (wire, Connecting).
 *
 * @param key the key of the node
 * @param namespace the namespace of the node; empty in the second dialect, whose path has two segments
 * @param info the further facts, in the query
 */
public record Announcement(InstanceKey key, String namespace, PeerInfo info) {

    private static final int MAX_SEGMENTS = 10;
    /** The character by which the decoder replaces invalid UTF-8. */
    private static final char NO_UTF_8 = '\uFFFD';

    /**
     * Reads the path of a connect URL.
     *
     * @param path the raw path below the context path, for example {@code /10.0.0.5/8080/payments}
     * @param query the raw query, or {@code null}
     * @throws InvalidHostException if its host is invalid
     * @throws IllegalArgumentException if it is not an announcement
     */
    public static Announcement parse(String path, String query) {
        PeerInfo info = PeerInfo.parse(query);
        return info.as().isEmpty() ? parse(path, info) : unhidden(info);
    }

    /**
     * Returns the real announcement of a node that {@link #asQueryOf} has put behind the announcement of a visitor.
     * Otherwise returns this one.
     */
    public Announcement real() {
        return info.as().isEmpty() ? this : unhidden(info);
    }

    private static Announcement unhidden(PeerInfo info) {
        // the path is that of a visitor: a registry that ignores the query has registered no node
        return parse("/" + info.as().replace('~', '%'), info.withAs(""));
    }

    private static Announcement parse(String path, PeerInfo info) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        List<String> segments = List.of(bare.substring(bare.startsWith("/") ? 1 : 0).split("/", -1));
        if (segments.size() < 2 || segments.size() > MAX_SEGMENTS || segments.contains("")) {
            throw new IllegalArgumentException(
                    "connect path \"" + Excerpts.of(path) + "\": expected /{announceHost}/{announcePort}/{namespace}");
        }
        String host = host(segments.get(0));
        InstanceKey key = InstanceKey.of(info.known() ? Hosts.undash(host) : host, Hosts.port(segments.get(1)),
                info.path());
        String namespace = segments.stream().skip(2).map(Announcement::segment).collect(Collectors.joining("/"));
        if (!namespace.isEmpty() && !Namespaces.isValid(namespace)) {
            throw new IllegalArgumentException(
                    "namespace \"" + Excerpts.of(namespace) + "\": expected " + Namespaces.GRAMMAR);
        }
        // interned, because thousands of links may announce the same namespace
        return new Announcement(key, namespace.intern(), info);
    }

    private static String host(String encoded) {
        try {
            return decode("host", encoded);
        } catch (IllegalArgumentException e) {
            throw new InvalidHostException(String.valueOf(e.getMessage()));
        }
    }

    private static String decode(String what, String text) {
        if (text.indexOf('%') < 0 && text.indexOf(NO_UTF_8) < 0) {
            return text;
        }
        String decoded;
        try {
            decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    what + " \"" + Excerpts.of(text) + "\": expected two digits behind each %", e);
        }
        if (decoded.indexOf(NO_UTF_8) >= 0) {
            throw new IllegalArgumentException(what + " \"" + Excerpts.of(text) + "\": its bytes are not UTF-8");
        }
        return decoded;
    }

    private static String segment(String encoded) {
        String segment = decode("segment", encoded);
        if (segment.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "namespace \"" + Excerpts.of(encoded) + "\": expected " + Namespaces.GRAMMAR);
        }
        return segment;
    }

    /** Returns the URL by which this node dials another node. */
    public URI connectUrl(String scheme, InstanceKey target) {
        return connectUrl(URI.create(scheme + "://" + target));
    }

    /** Returns the URL by which this node dials a peer with the given base address. */
    public URI connectUrl(URI base) {
        String query = info.format();
        return URI.create(base + "/" + path() + (query.isEmpty() ? "" : "?" + query));
    }

    private String path() {
        String host = key.host().replace("%", "%25").replace("[", "%5B").replace("]", "%5D");
        return host + "/" + key.port() + (namespace.isEmpty() ? "" : "/" + namespace);
    }

    /**
     * Returns this announcement as part of the query of a visitor's announcement. A registry that ignores the query
     * would lose the context path. It then registers only the visitor.
     *
     * @param visitor the announcement in the path. Callers never look it up
     */
    public Announcement asQueryOf(Announcement visitor) {
        StringBuilder as = new StringBuilder();
        for (byte octet : path().getBytes(StandardCharsets.UTF_8)) {
            int c = octet & 0xff;
            boolean plain = c < 0x80 && Character.isLetterOrDigit(c) || "-._/".indexOf(c) >= 0;
            as.append(plain ? Character.toString(c) : c == '%' ? "~" : "~%02X".formatted(c));
        }
        return new Announcement(visitor.key(), visitor.namespace(), info.withAs(as.toString()));
    }

    /** Returns a copy with the number of an attempt to register. Each attempt has a higher number. */
    public Announcement withDial(long number) {
        return new Announcement(key, namespace, info.withDial(number));
    }

    /** Returns a copy with the version of the application, and the zone; each may be empty. */
    public Announcement withLabels(String version, String zone) {
        return new Announcement(key, namespace, info.withLabels(version, zone));
    }

    /** Returns a copy with another host. */
    public Announcement withHost(String host) {
        return new Announcement(InstanceKey.of(host, key.port(), key.path()), namespace, info);
    }
}
