package io.microcdi.internal.wire;

/**
 * Writes frames. The payload is JSON text already. One concatenation makes the whole frame, so that no text is copied
 * twice. The mode comes before the data: a reader that stops at a bound then knows the kind of frame.
 */
public final class FrameWriter {

    private static final String ID = "{\"id\":";
    private static final String ASKING = ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":";
    private static final String PUSHING = ",\"mode\":0,\"twoway\":false,\"data\":{\"url\":";
    private static final String DATA = ",\"data\":";
    private static final String METADATA = ",\"metadata\":";
    private static final String TIMEOUT = ",\"timeout\":";
    private static final String END = "}}";

    private FrameWriter() {
    }

    /**
     * Returns a request or a push.
     *
     * @param url the route, as JSON text in quotes
     * @param payload JSON text; {@code null} for no payload
     * @param timeout the milliseconds to the deadline; -1 to omit it
     * @param metadata a JSON object of texts; {@code null} for a peer that knows no metadata
     */
    public static String request(long id, boolean twoway, String url, String payload, long timeout,
            String metadata) {
        if (metadata != null) {
            return ID + id + (twoway ? ASKING : PUSHING) + url + METADATA + metadata
                    + (payload == null ? "" : DATA + payload) + (timeout < 0 ? END : TIMEOUT + timeout + END);
        }
        return request(id, twoway, url, payload, timeout);
    }

    /** As {@link #request(long, boolean, String, String, long, String)}, for a peer that knows no metadata. */
    public static String request(long id, boolean twoway, String url, String payload, long timeout) {
        // one concatenation: it allocates the text once, in its exact length
        String mode = twoway ? ASKING : PUSHING;
        if (payload == null) {
            return timeout < 0 ? ID + id + mode + url + END : ID + id + mode + url + TIMEOUT + timeout + END;
        }
        return timeout < 0 ? ID + id + mode + url + DATA + payload + END
                : ID + id + mode + url + DATA + payload + TIMEOUT + timeout + END;
    }

    /**
     * Returns a request of the second dialect.
     *
     * @param protocol {@code ws} or {@code http}
     * @param cmd the name of the command, as JSON text in quotes
     * @param props the arguments, as a JSON array
     */
    public static String command(long id, boolean twoway, String protocol, String cmd, String props) {
        return "{\"id\":" + id + ",\"mode\":0,\"twoway\":" + twoway + ",\"data\":{\"protocol\":\"" + protocol
                + "\",\"cmd\":" + cmd + ",\"props\":" + props + "}}";
    }

    /**
     * Returns the answer with a result.
     *
     * @param payload JSON text; {@code null} if the answer has no data
     */
    public static String result(long id, String payload) {
        return payload == null
                ? "{\"id\":" + id + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200}}"
                : "{\"id\":" + id + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":" + payload + "}}";
    }

    /** As {@link #failure(long, String, String, String, boolean)}, without a body. */
    public static String failure(long id, String status, String message, boolean refused) {
        return failure(id, status, message, null, refused);
    }

    /**
     * Returns the answer with a failure.
     *
     * @param status a number, or a text in quotes, as JSON text
     * @param message the message; {@code null} to omit it
     * @param body JSON text; {@code null} for no body
     * @param refused whether to add {@code "executed": false}
     */
    public static String failure(long id, String status, String message, String body, boolean refused) {
        return "{\"id\":" + id + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":" + status + ",\"data\":" + body
                + (message == null ? "" : ",\"message\":" + JsonText.quote(message))
                + (refused ? ",\"executed\":false}}" : "}}");
    }

    /** Returns a frame of this class with another id. */
    public static String renumbered(String frame, long id, long newId) {
        return ID + newId + frame.substring(ID.length() + Long.toString(id).length());
    }

    /** Returns the abort of an earlier request. */
    public static String abort(long id, long target) {
        return "{\"id\":" + id + ",\"mode\":2,\"twoway\":false,\"data\":" + target + "}";
    }
}
