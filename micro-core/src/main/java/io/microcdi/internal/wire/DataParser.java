package io.microcdi.internal.wire;

import java.util.Map;

/** Reads the {@code data} of a frame before its mode is known, because the mode may come after the data. */
final class DataParser {

    private static final String SUCCESS = "200";
    /** The largest length of a url that is stored for the next frame. */
    private static final int MAX_KEPT_URL = 256;

    private final JsonScanner scanner;
    /**
     * The url of the last request. The next request probably has the same url, and this string has already computed its
     * hash.
     */
    private String lastUrl;
    private String text;
    private String url;
    private String payload;
    private String status;
    private String message;
    private long timeout;
    private boolean executed;
    private long number;
    private String protocol;
    private String cmd;
    private String props;
    private String reason;
    private String duplicate;
    private boolean hasUrl;
    private Map<String, String> metadata;

    DataParser(JsonScanner scanner) {
        this.scanner = scanner;
    }

    void reset(String newText) {
        text = newText;
        url = null;
        payload = null;
        status = null;
        message = null;
        timeout = -1;
        executed = true;
        number = -1;
        protocol = null;
        cmd = null;
        props = null;
        reason = null;
        duplicate = null;
        hasUrl = false;
        metadata = null;
    }

    void parse() {
        if (scanner.peek() != '{') {
            int start = scanner.skipValue();
            number = FrameParser.digits(text, start, scanner.position());
            return;
        }
        scanner.enter('{');
        for (boolean first = true; scanner.nextMember(first); first = false) {
            parseMember(scanner.name());
        }
    }

    private void parseMember(String name) {
        switch (name) {
            case "url" -> {
                twice(hasUrl, name);
                hasUrl = true;
                url = url(name);
            }
            case "data" -> {
                twice(payload != null, name);
                int start = scanner.skipValue();
                payload = text.substring(start, scanner.position());
            }
            case "status" -> {
                int start = scanner.skipValue();
                boolean success = scanner.position() - start == SUCCESS.length() && text.startsWith(SUCCESS, start);
                status = success ? SUCCESS : text.substring(start, scanner.position());
            }
            case "message" -> message = scanner.peek() == '"' ? scanner.string() : nullIfNull(skipped());
            case "timeout" -> timeout = FrameParser.digits(text, scanner.skipValue(), scanner.position());
            case "metadata" -> metadata(name);
            case "protocol" -> protocol = text(name);
            case "cmd" -> cmd = text(name);
            case "props" -> props = scanner.peek() == '[' ? skipped() : nullIfNull(skipped());
            case "executed" -> executed = !"false".equals(skipped());
            default -> scanner.skipValue();
        }
    }

    private void twice(boolean present, String name) {
        if (present) {
            duplicate = "a second member " + name;
        }
    }

    private void metadata(String name) {
        twice(metadata != null, name);
        metadata = Metadata.read(scanner, fault -> duplicate = fault);
    }

    private String url(String name) {
        if (scanner.peek() != '"') {
            return text(name);
        }
        String read = scanner.string(lastUrl);
        if (read.length() <= MAX_KEPT_URL) {
            lastUrl = read;
        }
        return read;
    }

    private String text(String name) {
        if (scanner.peek() == '"') {
            return scanner.string();
        }
        scanner.skipValue();
        reason = name + " is a text";
        return null;
    }

    private String skipped() {
        int start = scanner.skipValue();
        return text.substring(start, scanner.position());
    }

    private static String nullIfNull(String json) {
        return "null".equals(json) ? null : json;
    }

    String url() {
        return url;
    }

    String payload() {
        return payload;
    }

    String protocol() {
        return protocol;
    }

    String cmd() {
        return cmd;
    }

    /** Returns the arguments as JSON text. It is not an array if the arguments were invalid. */
    String props() {
        return props;
    }

    String status() {
        return status;
    }

    String message() {
        return message;
    }

    long timeout() {
        return timeout;
    }

    boolean executed() {
        return executed;
    }

    /** Returns the data as a number; -1 if it is not a number. */
    long number() {
        return number;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Returns the fault of the data: a duplicate member or an exceeded bound of the metadata; {@code null} if there is
     * none.
     */
    String duplicate() {
        return duplicate;
    }

    /**
     * Returns the reason why the data is invalid for a request.
     *
     * @param otherwise the reason if no fault was found
     */
    String reason(String otherwise) {
        return reason != null ? reason : otherwise;
    }
}
