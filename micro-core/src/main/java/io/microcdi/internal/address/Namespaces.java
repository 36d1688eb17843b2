package io.microcdi.internal.address;

/** The grammar of namespaces (wire, section 1). */
public final class Namespaces {

    /** The registry's own name, which no other node may announce. */
    public static final String REGISTRY = "registry";

    /** How a namespace may look, for messages. */
    public static final String GRAMMAR = "one to eight segments of 1 to 128 letters, digits and -._~!$&'()+=:@, separated by /,"
            + " none beginning with - , none that is . or .., 256 characters at most, and not the reserved name "
            + REGISTRY;

    private static final int MAX_LENGTH = 256;
    private static final int MAX_SEGMENTS = 8;
    private static final int MAX_SEGMENT = 128;
    /** Not {@code ;}, which begins a parameter for servers, nor {@code ,} and {@code *}, which lists and patterns need. */
    private static final String SIGNS = "-._~!$&'()+=:@";

    private Namespaces() {
    }

    /**
     * Returns a namespace that a node may announce.
     *
     * @throws IllegalArgumentException if it may not
     */
    public static String check(String namespace) {
        if (!isValid(namespace) || REGISTRY.equals(namespace)) {
            throw new IllegalArgumentException("namespace \"" + namespace + "\": expected " + GRAMMAR);
        }
        return namespace;
    }

    /** Whether a text is a namespace, the reserved one included. */
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

    /** Servers resolve these. */
    private static boolean isDots(String namespace, int start, int end) {
        return end - start == 1 && namespace.charAt(start) == '.'
                || end - start == 2 && namespace.startsWith("..", start);
    }

    private static boolean isAllowed(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || SIGNS.indexOf(c) >= 0;
    }
}
