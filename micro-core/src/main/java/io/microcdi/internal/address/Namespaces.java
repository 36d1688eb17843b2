package io.microcdi.internal.address;

import io.microcdi.internal.wire.Excerpts;

/** The grammar of namespaces (wire, Connecting). */
public final class Namespaces {

    /** The namespace of the registry, which no other node may announce. */
    public static final String REGISTRY = "registry";

    /** The grammar of a namespace in words, for messages. */
    public static final String GRAMMAR = "one to eight segments of 1 to 128 letters, digits and -._~!$&'()+=:@, separated by /,"
            + " none beginning with - , none that is . or .., 256 characters at most, and not the reserved name "
            + REGISTRY;

    /** The most characters of a namespace. */
    public static final int MAX_LENGTH = 256;
    /** The most segments of a namespace. */
    public static final int MAX_SEGMENTS = 8;
    private static final int MAX_SEGMENT = 128;
    /**
     * The allowed signs. {@code ;} is not allowed, because it begins a path parameter for servers. {@code ,} and
     * {@code *} are not allowed, because lists and patterns use them.
     */
    private static final String SIGNS = "-._~!$&'()+=:@";

    private Namespaces() {
    }

    /**
     * Returns the namespace if a node may announce it.
     *
     * @throws IllegalArgumentException if the namespace is invalid or reserved
     */
    public static String check(String namespace) {
        if (!isValid(namespace) || REGISTRY.equals(namespace)) {
            throw new IllegalArgumentException(
                    "namespace \"" + Excerpts.of(String.valueOf(namespace)) + "\": expected " + GRAMMAR);
        }
        return namespace;
    }

    /** Returns whether a text is a namespace. The reserved one is valid too. */
    public static boolean isValid(String namespace) {
        if (namespace == null || namespace.isEmpty() || namespace.length() > MAX_LENGTH) {
            return false;
        }
        int segments = 1;
        int start = 0;
        for (int i = 0; i < namespace.length(); i++) {
            char c = namespace.charAt(i);
            if (c == '/') {
                if (i == start || isDots(namespace, start, i) || ++segments > MAX_SEGMENTS) {
                    return false;
                }
                start = i + 1;
            } else if (!isAllowed(c) || c == '-' && i == start || i - start >= MAX_SEGMENT) {
                return false;
            }
        }
        return start < namespace.length() && !isDots(namespace, start, namespace.length());
    }

    /** Returns whether a segment is {@code .} or {@code ..}. Servers resolve these segments. */
    private static boolean isDots(String namespace, int start, int end) {
        return end - start == 1 && namespace.charAt(start) == '.'
                || end - start == 2 && namespace.startsWith("..", start);
    }

    private static boolean isAllowed(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || SIGNS.indexOf(c) >= 0;
    }
}
