package io.microcdi.address;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a node presents itself when it dials: where it listens, its namespace, and its extras; the path and query of the
 * connect URL (wire, section 1).
 *
 * @param key where the node listens
 * @param namespace its name; empty in the second dialect, whose path has two segments
 * @param extras what else it says
 */
public record Announcement(InstanceKey key, String namespace, Extras extras) {

    private static final int MAX_SEGMENTS = 10;

    /**
     * Reads the path of a connect URL.
     *
     * @param path the raw path below the context path, as {@code /10.0.0.5/8080/payments}
     * @param query the raw query, or {@code null}
     * @throws IllegalArgumentException if it is not an announcement
     */
    public static Announcement parse(String path, String query) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        List<String> segments = List.of(bare.substring(bare.startsWith("/") ? 1 : 0).split("/", -1));
        if (segments.size() < 2 || segments.size() > MAX_SEGMENTS || segments.contains("")) {
            throw new IllegalArgumentException(
                    "connect path \"" + path + "\": expected /{announceHost}/{announcePort}/{namespace}");
        }
        Extras extras = Extras.parse(query);
        String host = decode("host", segments.get(0));
        InstanceKey key = InstanceKey.of(extras.known() ? Hosts.undash(host) : host, Hosts.port(segments.get(1)),
                extras.path());
        String namespace = segments.stream().skip(2).map(Announcement::segment).collect(Collectors.joining("/"));
        if (!namespace.isEmpty() && !Namespaces.isValid(namespace)) {
            throw new IllegalArgumentException("namespace \"" + namespace + "\": expected " + Namespaces.GRAMMAR);
        }
        // thousands of links announce the same
        return new Announcement(key, namespace.intern(), extras);
    }

    private static String decode(String what, String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + " \"" + text + "\": expected two digits behind each %", e);
        }
    }

    private static String segment(String encoded) {
        String segment = decode("segment", encoded);
        if (segment.indexOf('/') >= 0) {
            throw new IllegalArgumentException("namespace \"" + encoded + "\": expected " + Namespaces.GRAMMAR);
        }
        return segment;
    }

    /** The URL by which this node dials another. */
    public URI connectUrl(String scheme, InstanceKey target) {
        return connectUrl(URI.create(scheme + "://" + target));
    }

    /** The URL by which this node dials another that is known by its base address. */
    public URI connectUrl(URI base) {
        String host = key.host().replace("%", "%25").replace("[", "%5B").replace("]", "%5D");
        String query = extras.format();
        String tail = (namespace.isEmpty() ? "" : "/" + namespace) + (query.isEmpty() ? "" : "?" + query);
        return URI
                .create(base + "/" + host + "/" + key.port() + tail);
    }

    /** The same said in an attempt to register, of which each has a higher number. */
    public Announcement withDial(long number) {
        return new Announcement(key, namespace, extras.withDial(number));
    }

    /** The same announced under another host. */
    public Announcement withHost(String host) {
        return new Announcement(InstanceKey.of(host, key.port(), key.path()), namespace, extras);
    }
}
