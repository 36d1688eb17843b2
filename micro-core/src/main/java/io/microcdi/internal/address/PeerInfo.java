package io.microcdi.internal.address;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The facts that a node of this project announces in addition to host, port and namespace. They are the query of the
 * connect URL (wire, Additions). A peer that announces none has {@link #NONE}.
 *
 * @param id the id of this start of the node; empty if none was announced
 * @param features the features that the node understands
 * @param path the context path of the node; empty for none
 * @param scheme the scheme by which the node is dialled, {@code ws} or {@code wss}
 * @param maxMessage the largest message that the node accepts, in characters; 0 if it was not announced
 * @param as the real announcement of the node, if the path of its connect URL is that of a visitor; empty otherwise
 * @param dial the number of the node's attempt to register. A later attempt has a higher number; 0 if it was not
 *        announced
 * @param version the version of the node's application; empty if it was not announced
 * @param zone the zone in which the node runs; empty if it was not announced
 */
public record PeerInfo(String id, Set<String> features, String path, String scheme, int maxMessage, String as,
        long dial, String version, String zone) {

    /** The facts about a peer that announces no version, for example a Node.js peer. */
    public static final PeerInfo NONE = new PeerInfo("", Set.of(), "", "ws");

    /** The regular expression of a version or a zone. */
    public static final String LABEL = "[A-Za-z0-9._~-]{1,64}";

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9-._~/,:]{0,1024}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern IS_LABEL = Pattern.compile(LABEL);
    private static final int MAX_MEMBERS = 32;
    /** More features than there are, and a longer name than one has: a link keeps those of its peer. */
    private static final int MAX_FEATURES = 32;
    private static final int MAX_FEATURE = 32;

    /** The features of nearly every node of this project. All its links share this one set. */
    private static final Set<String> USUAL = Set.of("batch", "binary", "deadline", "errors", "leaving", "lease",
            "metadata", "path", "watch");

    /** Makes the facts that most nodes announce, without the others. */
    public PeerInfo(String id, Set<String> features, String path, String scheme) {
        this(id, features, path, scheme, 0, "", 0, "", "");
    }

    /** Returns a copy with the largest message. */
    public PeerInfo withMaxMessage(int characters) {
        return new PeerInfo(id, features, path, scheme, characters, as, dial, version, zone);
    }

    /** Returns a copy with the number of an attempt to register. */
    public PeerInfo withDial(long number) {
        return new PeerInfo(id, features, path, scheme, maxMessage, as, number, version, zone);
    }

    /** Returns a copy with the real announcement. */
    public PeerInfo withAs(String announced) {
        return new PeerInfo(id, features, path, scheme, maxMessage, announced, dial, version, zone);
    }

    /** Returns a copy with the version and the zone. */
    public PeerInfo withLabels(String newVersion, String newZone) {
        return new PeerInfo(id, features, path, scheme, maxMessage, as, dial, newVersion, newZone);
    }

    /** Returns whether the peer understands this project's additions. */
    public boolean known() {
        return !id.isEmpty();
    }

    /** Returns whether the peer announced a feature. */
    public boolean has(String feature) {
        return features.contains(feature);
    }

    /**
     * Reads a query. Without a {@code v} of 1 or more and an id, the result is {@link #NONE}. Unknown members, and
     * members with an invalid value, are ignored.
     *
     * @param query the part after {@code ?}, or {@code null}
     * @throws IllegalArgumentException if the context path is invalid
     */
    public static PeerInfo parse(String query) {
        Map<String, String> members = members(query);
        if (!VERSION.matcher(members.getOrDefault("v", "")).matches() || members.getOrDefault("id", "").isEmpty()) {
            return NONE;
        }
        return of(members.get("id"), members.getOrDefault("features", ""), members.getOrDefault("path", ""),
                members.getOrDefault("scheme", "ws"))
                .withMaxMessage((int) Math.min(number(members, "maxMessage"), Integer.MAX_VALUE))
                .withAs(members.getOrDefault("as", "")).withDial(number(members, "dial"))
                .withLabels(label(members, "version"), label(members, "zone"));
    }

    private static String label(Map<String, String> members, String name) {
        String text = members.getOrDefault(name, "");
        // interned, because thousands of nodes may announce the same text
        return IS_LABEL.matcher(text).matches() ? text.intern() : "";
    }

    private static long number(Map<String, String> members, String name) {
        String text = members.getOrDefault(name, "");
        return NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
    }

    /** Returns the facts of a query or a hello, in which the features are one text. */
    public static PeerInfo of(String id, String features, String path, String scheme) {
        Set<String> known = Stream.of(features.split(","))
                .filter(feature -> !feature.isEmpty() && feature.length() <= MAX_FEATURE).limit(MAX_FEATURES)
                .collect(Collectors.toUnmodifiableSet());
        return new PeerInfo(id, known.equals(USUAL) ? USUAL : known, ContextPath.normalize(path),
                "wss".equals(scheme) ? "wss" : "ws");
    }

    /** Returns the query that {@link #parse(String)} reads. */
    public String format() {
        if (!known()) {
            return "";
        }
        StringBuilder query = new StringBuilder("v=1&id=").append(id);
        query.append("&features=").append(String.join(",", features.stream().sorted().toList()));
        if (!path.isEmpty()) {
            query.append("&path=").append(path);
        }
        if (!"ws".equals(scheme)) {
            query.append("&scheme=").append(scheme);
        }
        if (maxMessage > 0) {
            query.append("&maxMessage=").append(maxMessage);
        }
        if (!as.isEmpty()) {
            query.append("&as=").append(as);
        }
        if (dial > 0) {
            query.append("&dial=").append(dial);
        }
        if (!version.isEmpty()) {
            query.append("&version=").append(version);
        }
        if (!zone.isEmpty()) {
            query.append("&zone=").append(zone);
        }
        return query.toString();
    }

    private static Map<String, String> members(String query) {
        Map<String, String> members = new LinkedHashMap<>();
        if (query != null) {
            for (String member : query.split("&", MAX_MEMBERS)) {
                int equals = member.indexOf('=');
                if (equals > 0 && VALUE.matcher(member.substring(equals + 1)).matches()) {
                    members.putIfAbsent(member.substring(0, equals), member.substring(equals + 1));
                }
            }
        }
        return members;
    }
}
