package io.microcdi.internal.wire;

/**
 * Writes frames. Each is one concatenation around a payload that is JSON text already, so that nothing is copied twice.
 * The mode is written before the data: a reader that stops at a bound knows then what it was reading.
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
     * A request or a push.
     *
     * @param url the route, as JSON text in quotes
     * @param payload JSON text; {@code null} for none
     * @param timeout milliseconds that are left; -1 to say nothing
     * @param metadata a JSON object of texts; {@code null} for a peer that takes none
     */
    public static String request(long id, boolean twoway, String url, String payload, long timeout,
            String metadata) {
        if (metadata != null) {
            return ID + id + (twoway ? ASKING : PUSHING) + url + METADATA + metadata
                    + (payload == null ? "" : DATA + payload) + (timeout < 0 ? END : TIMEOUT + timeout + END);
        }
        return request(id, twoway, url, payload, timeout);
    }

    /** As {@link #request(long, boolean, String, String, long, String)}, for a peer that takes no metadata. */
    public static String request(long id, boolean twoway, String url, String payload, long timeout) {
        // one concatenation each: it makes the text at once, in its length
        String mode = twoway ? ASKING : PUSHING;
        if (payload == null) {
            return timeout < 0 ? ID + id + mode + url + END : ID + id + mode + url + TIMEOUT + timeout + END;
        }
        return timeout < 0 ? ID + id + mode + url + DATA + payload + END
                : ID + id + mode + url + DATA + payload + TIMEOUT + timeout + END;
    }

    /**
     * A request of the second dialect.
     *
     * @param protocol {@code ws} or {@code http}
     * @param cmd what is called, as JSON text in quotes
     * @param props a JSON array
     */
    public static String command(long id, boolean twoway, String protocol, String cmd, String props) {
        return "{\"id\":" + id + ",\"mode\":0,\"twoway\":" + twoway + ",\"data\":{\"protocol\":\"" + protocol
                + "\",\"cmd\":" + cmd + ",\"props\":" + props + "}}";
    }

    /**
     * A result.
     *
     * @param payload JSON text; {@code null} where the handler returned nothing
     */
    public static String result(long id, String payload) {
        return payload == null
                ? "{\"id\":" + id + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200}}"
                : "{\"id\":" + id + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":" + payload + "}}";
    }

    /**
     * A failure.
     *
     * @param status a number, or a text in quotes, as JSON text
     * @param message {@code null} to say nothing
     * @param refused whether to add {@code "executed": false}
     */
    public static String failure(long id, String status, String message, boolean refused) {
        return "{\"id\":" + id + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":" + status + ",\"data\":null"
                + (message == null ? "" : ",\"message\":" + JsonText.quote(message))
                + (refused ? ",\"executed\":false}}" : "}}");
    }

    /** Gives an earlier request up. */
    public static String abort(long id, long target) {
        return "{\"id\":" + id + ",\"mode\":2,\"twoway\":false,\"data\":" + target + "}";
    }
}
