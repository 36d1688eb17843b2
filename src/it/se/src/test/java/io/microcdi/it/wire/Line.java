package io.microcdi.it.wire;

import java.util.Optional;

import jakarta.json.JsonObject;

/**
 * An action of one party of a recording on another.
 *
 * @param text the connect URL, the frame as it was sent, or the close code
 */
record Line(String name, String from, String to, Kind kind, String text) {

    /** The kinds. */
    enum Kind {
        CONNECT("connectUrl"), FRAME("frame"), CLOSE("close");

        private final String member;

        Kind(String member) {
            this.member = member;
        }
    }

    static Line read(JsonObject line) {
        for (Kind kind : Kind.values()) {
            if (line.containsKey(kind.member)) {
                String text = kind == Kind.CLOSE ? line.get(kind.member).toString() : line.getString(kind.member);
                return new Line(line.getString("case"), line.getString("from"), line.getString("to"), kind, text);
            }
        }
        throw new IllegalArgumentException("a line has a connectUrl, a frame or a close, not " + line);
    }

    Line with(String newText) {
        return new Line(name, from, to, kind, newText);
    }

    boolean isConnect() {
        return kind == Kind.CONNECT;
    }

    /** The frame, where this is one that can be read. */
    Optional<Message> message() {
        return kind == Kind.FRAME ? Message.read(text) : Optional.empty();
    }

    boolean isRequest() {
        return message().filter(Message::isRequest).isPresent();
    }

    boolean isAnswer() {
        return message().filter(Message::isAnswer).isPresent();
    }

    int code() {
        return Integer.parseInt(text);
    }

    /** The path of a connect URL, with its query. */
    String path() {
        return text.substring(text.indexOf('/', "ws://".length()));
    }

    /** The target of a connect URL, {@code host:port}. */
    String authority() {
        return text.substring("ws://".length(), text.indexOf('/', "ws://".length()));
    }
}
