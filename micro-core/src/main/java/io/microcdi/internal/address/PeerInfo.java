package io.microcdi.internal.address;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node of this project says of itself beyond host, port and namespace, as the query of the connect URL
 * (wire, section 1, extras). A peer that announced none is {@link #NONE}.
 *
 * @param id the id of this start of the node; empty where none was announced
 * @param features what the node understands
 * @param path its context path; empty for none
 * @param scheme how it is dialled, {@code ws} or {@code wss}
 * @param maxMessage the largest message that it takes, in characters; 0 if it does not say
 * @param as what the node really announces, where the path of its connect URL stands for nobody; empty where the path says it
 * @param dial which of this node's attempts to register it is: a higher one began later; 0 if it does not say
 */
public record PeerInfo(String id, Set<String> features, String path, String scheme, int maxMessage, String as,
        long dial) {

    /** A peer that announced no version, as a Node.js one does. */
    public static final PeerInfo NONE = new PeerInfo("", Set.of(), "", "ws");

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9-._~/,:]{0,1024}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final int MAX_MEMBERS = 32;

    /** What nearly every node of this project understands: one set for all those links. */
    private static final Set<String> USUAL = Set.of("batch", "binary", "deadline", "errors", "metadata", "path",
            "watch");

    /** Extras that say nothing of the rest. */
    public PeerInfo(String id, Set<String> features, String path, String scheme) {
        this(id, features, path, scheme, 0, "", 0);
    }

    /** The same with a bound of messages. */
    public PeerInfo withMaxMessage(int characters) {
        return new PeerInfo(id, features, path, scheme, characters, as, dial);
    }

    /** The same, said in an attempt to register. */
    public PeerInfo withDial(long number) {
        return new PeerInfo(id, features, path, scheme, maxMessage, as, number);
    }

    /** The same with what is really announced. */
    public PeerInfo withAs(String announced) {
        return new PeerInfo(id, features, path, scheme, maxMessage, announced, dial);
    }

    /** Whether the peer speaks this project's additions. */
    public boolean known() {
        return !id.isEmpty();
    }

    /** Whether the peer announced a feature. */
    public boolean has(String feature) {
        return features.contains(feature);
    }

    /**
     * Reads a query; without a {@code v} of 1 or more and an id it is as if there were none. Members whose values
     * are not allowed, and those that are not known, are left out.
     *
     * @param query the part behind {@code ?}, or {@code null}
     * @throws IllegalArgumentException if the context path is not one
     */
    public static PeerInfo parse(String query) {
        Map<String, String> members = members(query);
        if (!VERSION.matcher(members.getOrDefault("v", "")).matches() || members.getOrDefault("id", "").isEmpty()) {
            return NONE;
        }
        return of(members.get("id"), members.getOrDefault("features", ""), members.getOrDefault("path", ""),
                members.getOrDefault("scheme", "ws"))
                .withMaxMessage((int) Math.min(number(members, "maxMessage"), Integer.MAX_VALUE))
                .withAs(members.getOrDefault("as", "")).withDial(number(members, "dial"));
    }

    private static long number(Map<String, String> members, String name) {
        String text = members.getOrDefault(name, "");
        return NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
    }

    /** What was announced in a query or in a hello, with the features as one text. */
    public static PeerInfo of(String id, String features, String path, String scheme) {
        Set<String> known = Stream.of(features.split(",")).filter(feature -> !feature.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return new PeerInfo(id, known.equals(USUAL) ? USUAL : known, ContextPath.normalize(path),
                "wss".equals(scheme) ? "wss" : "ws");
    }

    /** Writes the query that {@link #parse(String)} reads. */
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
