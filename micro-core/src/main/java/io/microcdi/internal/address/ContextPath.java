package io.microcdi.internal.address;

import java.util.regex.Pattern;

import io.microcdi.internal.wire.Excerpts;

/**
 * The context path of a deployment: empty, or segments of unreserved characters, each after a slash. {@code .} and
 * {@code ..} are not valid segments, because clients and servers remove them from a path.
 */
public final class ContextPath {

    private static final Pattern GRAMMAR = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]{1,128}){0,16}");

    private ContextPath() {
    }

    /**
     * Returns a path in its normal form: {@code /payments}, or empty for the root.
     *
     * @throws IllegalArgumentException if the path has other characters
     */
    public static String normalize(String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return "";
        }
        String leading = path.startsWith("/") ? path : "/" + path;
        String bare = leading.endsWith("/") ? leading.substring(0, leading.length() - 1) : leading;
        if (!GRAMMAR.matcher(bare).matches()) {
            throw new IllegalArgumentException("context path \"" + Excerpts.of(path)
                    + "\": expected segments of letters, digits and ._~- , for example /payments or /shop/payments");
        }
        // interned: there are few paths, and thousands of links may announce the same one
        return bare.intern();
    }
}
