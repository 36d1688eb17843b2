package io.microcdi.internal.wire;

/** Reads the envelope of one frame from a scanner. Its fields belong to the current frame. */
final class FrameParser {

    private static final long NONE = -1;

    private final JsonScanner scanner;
    private final DataParser data;
    private long id;
    private int mode;
    private boolean twoway;
    private boolean hasData;
    private String reason;
    private boolean ambiguous;
    private int seen;

    FrameParser(JsonScanner scanner) {
        this.scanner = scanner;
        this.data = new DataParser(scanner);
    }

    /** Reads the next value. It throws if the text is not JSON. */
    Frame parse(String text) {
        id = NONE;
        mode = -1;
        twoway = false;
        hasData = false;
        reason = null;
        ambiguous = false;
        seen = 0;
        data.reset(text);
        scanner.beginValue();
        if (scanner.peek() != '{') {
            scanner.skipValue();
            return new Frame.Malformed(NONE, "a frame is an object");
        }
        scanner.enter('{');
        for (boolean first = true; scanner.nextMember(first); first = false) {
            parseMember(text, scanner.name());
        }
        return frame();
    }

    /** Releases the text, so that an idle link does not hold a large message in memory. */
    void release() {
        data.reset(null);
        scanner.reset("");
    }

    /** Returns a malformed frame with the ids that were read before the text became invalid. */
    Frame malformed(String why) {
        boolean request = mode == 0 && twoway && !ambiguous;
        return new Frame.Malformed(request ? id : NONE, mode == 1 && !ambiguous ? id : NONE, why);
    }

    private void parseMember(String text, String name) {
        switch (name) {
            case "id" -> {
                once(1, name);
                id = digits(text, scanner.skipValue(), scanner.position());
            }
            case "mode" -> {
                once(2, name);
                int start = scanner.skipValue();
                mode = scanner.position() - start == 1 ? text.charAt(start) - '0' : -1;
            }
            case "twoway" -> {
                int start = scanner.skipValue();
                twoway = text.startsWith("true", start);
                if (!twoway && !text.startsWith("false", start)) {
                    reason = "twoway is true or false";
                    twoway = true;
                }
            }
            case "data" -> {
                once(4, name);
                hasData = true;
                data.parse();
            }
            default -> scanner.skipValue();
        }
    }

    /** Rejects a duplicate id or mode. Such a frame is ambiguous, so the node does not even answer it. */
    private void once(int member, String name) {
        if ((seen & member) != 0) {
            reason = "a second member " + name;
            ambiguous |= member != 4;
        }
        seen |= member;
    }

    private Frame frame() {
        if (id == NONE) {
            return new Frame.Malformed(NONE, "no id");
        }
        String problem = reason != null ? reason : data.duplicate() != null ? data.duplicate() : scanner.violation();
        if (problem != null) {
            return malformed(problem);
        }
        return switch (mode) {
            case 0 -> request();
            case 1 -> response();
            case 2 -> data.number() == NONE
                    ? malformed("the data of an ABORT is the id of a request")
                    : new Frame.Abort(id, data.number());
            default -> malformed("mode is 0, 1 or 2");
        };
    }

    private Frame request() {
        if (data.url() == null && data.cmd() != null) {
            return command();
        }
        if (!hasData || data.url() == null) {
            return malformed(data.reason("the data of a REQUEST is {\"url\": text, \"data\": payload}"));
        }
        return new Frame.Request(id, twoway, data.url(), data.payload(), data.timeout(), data.metadata());
    }

    private Frame command() {
        boolean array = data.props() == null || data.props().startsWith("[");
        String problem = array ? data.reason(null) : "props is an array";
        return problem != null ? malformed(problem)
                : new Frame.Command(id, twoway, data.protocol(), data.cmd(), data.props());
    }

    private Frame response() {
        if (data.status() == null) {
            return malformed("the data of a RESPONSE is {\"status\": …, \"data\": result}");
        }
        return new Frame.Response(id, data.status(), data.payload(), data.message(), data.executed());
    }

    /** Returns the number in a range of digits; -1 if it is not a number, or too large for the wire. */
    static long digits(String text, int start, int end) {
        if (end - start < 1 || end - start > 16) {
            return NONE;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return NONE;
            }
            number = number * 10 + (c - '0');
        }
        return number <= Frame.MAX_ID ? number : NONE;
    }
}
