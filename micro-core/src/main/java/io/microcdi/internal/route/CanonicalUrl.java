package io.microcdi.internal.route;

import java.nio.charset.StandardCharsets;

/**
 * The form in which urls are compared with the paths of routes. A url can be written in several ways, all of which must
 * find the same route: another one may be open to others.
 *
 * <p>{@code %} and two hexadecimal digits are one byte of UTF-8. Any other {@code %} stands for itself. Everything is
 * decoded once. A character that was encoded is part of its segment, also a slash. Nothing else is changed: {@code .},
 * {@code ..}, empty segments, {@code ;}, {@code ?} and {@code +} are texts as others, and upper and lower case differ.
 */
final class CanonicalUrl {

    private static final int ESCAPE = 3;
    private static final int RADIX = 16;

    private CanonicalUrl() {
    }

    /**
     * Returns the canonical form of a url or of a path: without a slash at the end, and with nothing percent-encoded except
     * percent signs, and slashes that separate no segments. The segments have the order and number of those of the url.
     */
    static String of(String url) {
        String bare = PathPattern.withoutSlashAtEnd(url);
        return bare.indexOf('%') < 0 ? bare : decode(bare, true);
    }

    /** Returns a part of a url, percent-decoded. */
    static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decode(text, false);
    }

    private static String decode(String text, boolean canonical) {
        StringBuilder decoded = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (isEscape(text, end)) {
                end += ESCAPE;
            }
            if (end > at) {
                append(octets(text, at, end), canonical, decoded);
                at = end;
            } else if (canonical && text.charAt(at) == '%') {
                decoded.append("%25");
                at++;
            } else {
                decoded.append(text.charAt(at++));
            }
        }
        return decoded.toString();
    }

    private static void append(String encoded, boolean canonical, StringBuilder decoded) {
        decoded.append(canonical ? encoded.replace("%", "%25").replace("/", "%2F") : encoded);
    }

    private static String octets(String text, int start, int end) {
        byte[] octets = new byte[(end - start) / ESCAPE];
        for (int i = 0; i < octets.length; i++) {
            int at = start + i * ESCAPE;
            octets[i] = (byte) (digit(text.charAt(at + 1)) * RADIX + digit(text.charAt(at + 2)));
        }
        return new String(octets, StandardCharsets.UTF_8);
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length() && text.charAt(at) == '%' && digit(text.charAt(at + 1)) >= 0
                && digit(text.charAt(at + 2)) >= 0;
    }

    /** Returns the value of a hexadecimal digit of ASCII; -1 for any other character. */
    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, RADIX) : -1;
    }
}
