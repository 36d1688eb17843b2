package io.microcdi.internal.client;

import static io.microcdi.internal.client.ClientMessages.MESSAGES;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.microcdi.internal.node.RoutePath;

/** Makes the url of a call from the path of its route and the values of the path's parameters. Immutable. */
final class ClientUrl {

    private static final String UNRESERVED = "-._~";
    private static final String HEX = "0123456789ABCDEF";

    private final String method;
    private final List<String> names;
    private final boolean takesRemainder;
    /** The literal texts: one before each parameter, and one after the last. */
    private final String[] literals;

    /**
     * Makes the urls of one method.
     *
     * @param method the method's name for messages
     */
    ClientUrl(String method, RoutePath path) {
        this.method = method;
        this.names = path.names();
        this.takesRemainder = path.pattern().takesRemainder();
        this.literals = new String[names.size() + 1];
        StringBuilder literal = new StringBuilder();
        int parameter = 0;
        for (String segment : path.pattern().segments()) {
            literal.append('/');
            if (segment == null) {
                literals[parameter++] = literal.toString();
                literal.setLength(0);
            } else {
                literal.append(segment);
            }
        }
        literals[parameter] = literal.toString();
    }

    /**
     * Returns the url for the values of the parameters, in the order of the path. They are percent-encoded.
     *
     * @throws NullPointerException if a value is {@code null}
     * @throws IllegalArgumentException if a value is empty, or has half of a surrogate pair
     */
    String of(Object[] values) {
        if (values.length == 0) {
            return literals[0];
        }
        StringBuilder url = new StringBuilder(literals[0]);
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                throw MESSAGES.nullParam(method, names.get(i));
            }
            String text = values[i] instanceof Enum<?> constant ? constant.name() : values[i].toString();
            if (text == null || text.isEmpty()) {
                throw MESSAGES.emptyParam(method, names.get(i));
            }
            if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                // getBytes would replace it by '?', which is another URL
                throw MESSAGES.halfParam(method, names.get(i));
            }
            encode(text, takesRemainder && i == values.length - 1, url);
            url.append(literals[i + 1]);
        }
        return url.toString();
    }

    private static void encode(String text, boolean keepsSlashes, StringBuilder url) {
        int segment = url.length();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            // a slash at the end of a url is ignored, so that the last one is encoded
            if (keepsSlashes && c == '/' && i < bytes.length - 1) {
                encodeDots(url, segment);
                segment = url.append(c).length();
            } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                    || UNRESERVED.indexOf(c) >= 0) {
                url.append(c);
            } else {
                url.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
            }
        }
        encodeDots(url, segment);
    }

    /**
     * Encodes the last segment if it is {@code .} or {@code ..}, which many routers resolve. A parser by the URL
     * standard of the WHATWG, such as {@code URL} of Node.js, takes {@code %2E} for a dot, and resolves it anyway.
     */
    private static void encodeDots(StringBuilder url, int begin) {
        int length = url.length() - begin;
        if (length > 0 && length <= 2 && url.indexOf(".", begin) == begin && url.charAt(url.length() - 1) == '.') {
            url.setLength(begin);
            url.append("%2E".repeat(length));
        }
    }
}
