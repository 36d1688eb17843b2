package io.microcdi.it.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer by HTTP/1.1, read by the grammar of RFC 9112.
 *
 * @param headers by names in lower case
 * @param whole whether all of its body came: a server may cut off a peer that has sent too much
 */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body, boolean whole) {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d) [\\t\\x20-\\x7e]*");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\t\\x20-\\x7e]*)");
    private static final Pattern CHUNK = Pattern.compile("[0-9a-fA-F]{1,8}");
    private static final String CHUNKED = "transfer-encoding";
    private static final String LENGTH = "content-length";
    private static final int SWITCHING = 101;

    /**
     * Reads the answers on a connection, up to one that makes it another protocol, or that never ends.
     *
     * @param head whether the first answer is one to {@code HEAD}, which has no body
     */
    public static List<HttpAnswer> read(byte[] bytes, boolean head) {
        Reader in = new Reader(bytes);
        List<HttpAnswer> answers = new ArrayList<>();
        boolean noBody = head;
        while (in.at < bytes.length) {
            HttpAnswer answer = in.answer(noBody);
            if (answer == null) {
                return answers;
            }
            answers.add(answer);
            if (answer.status >= 200) {
                noBody = false;
            }
            if (answer.status == SWITCHING || !answer.whole || answer.isStream()) {
                return answers;
            }
        }
        return answers;
    }

    /** Returns whether its body has no end. */
    public boolean isStream() {
        return headers.getOrDefault("content-type", "").startsWith("text/event-stream");
    }

    /** Returns its body as text in UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return status + " " + headers + " " + Texts.escaped(text());
    }

    private static final class Reader {

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Returns the next answer; {@code null} if its head is cut off. */
        private HttpAnswer answer(boolean head) {
            String first = line();
            if (first == null) {
                return null;
            }
            Matcher status = STATUS_LINE.matcher(first);
            Input.check(status.matches(), "an answer begins with a status line", Texts.escaped(first));
            Map<String, String> headers = new HashMap<>();
            for (String line = line(); line == null || !line.isEmpty(); line = line()) {
                if (line == null) {
                    return null;
                }
                Matcher header = HEADER.matcher(line);
                Input.check(header.matches(), "a header is a name and a text", Texts.escaped(line));
                String name = header.group(1).toLowerCase(Locale.ROOT);
                Input.check(headers.put(name, header.group(2)) == null || !name.equals(LENGTH) && !name.equals(CHUNKED)
                        && !name.equals("content-type"), "a header comes once", name);
            }
            int code = Integer.parseInt(status.group(1));
            Input.check(!headers.containsKey(LENGTH) || !headers.containsKey(CHUNKED), "one length", headers);
            return head || code < 200 || code == 204 || code == 304
                    ? new HttpAnswer(code, headers, new byte[0], true)
                    : body(code, headers);
        }

        private HttpAnswer body(int code, Map<String, String> headers) {
            if (headers.containsKey(CHUNKED)) {
                Input.same("chunked", headers.get(CHUNKED), "the only coding");
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                boolean whole = chunks(body);
                return new HttpAnswer(code, headers, body.toByteArray(), whole);
            }
            int left = bytes.length - at;
            String length = headers.get(LENGTH);
            Input.check(length == null || length.matches("\\d{1,9}"), "a length is a number", length);
            int wanted = length == null ? left : Integer.parseInt(length);
            byte[] body = java.util.Arrays.copyOfRange(bytes, at, at + Math.min(left, wanted));
            at += body.length;
            return new HttpAnswer(code, headers, body, body.length == wanted);
        }

        /** Reads the parts of a body. Returns whether the last one is there. */
        private boolean chunks(ByteArrayOutputStream body) {
            while (true) {
                String line = line();
                if (line == null) {
                    return false;
                }
                Input.check(CHUNK.matcher(line).matches(), "a part begins with its length", Texts.escaped(line));
                int length = Integer.parseInt(line, 16);
                if (length == 0) {
                    return "".equals(line());
                }
                if (bytes.length - at < length + 2) {
                    return false;
                }
                body.write(bytes, at, length);
                at += length;
                Input.same("", line(), "a part ends with a line");
            }
        }

        /** Returns a line without its end; {@code null} if the end is not there. */
        private String line() {
            for (int i = at; i + 1 < bytes.length; i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                    String line = new String(bytes, at, i - at, StandardCharsets.ISO_8859_1);
                    at = i + 2;
                    return line;
                }
            }
            return null;
        }
    }
}
