package io.microcdi.websocket;

/**
 * How much of a message a container may collect before it hands it over. To most this is the size of a part, since parts
 * are what they are asked for. Some bound whole messages by it, in bytes, and close the link with 1009 at once: Open
 * Liberty all, Undertow binary ones.
 */
final class MessageBuffers {

    /** The smallest buffer that no usual message is cut by. Tomcat allocates it for each link. */
    private static final int PART_SIZE = 16 << 10;

    private static final String LIBERTY = "com.ibm.ws.wsoc.";
    private static final String UNDERTOW = "io.undertow.";
    private static final long MOST_BYTES_A_CHARACTER = 3;

    private MessageBuffers() {
    }

    static int text(String sessionClass, int maxMessage) {
        return sessionClass.startsWith(LIBERTY) ? mostBytes(maxMessage) : PART_SIZE;
    }

    static int binary(String sessionClass, int maxMessage) {
        return sessionClass.startsWith(LIBERTY) || sessionClass.startsWith(UNDERTOW) ? mostBytes(maxMessage)
                : PART_SIZE;
    }

    /** The bytes of a message of so many characters, if each takes as many as one can; an array holds no more. */
    static int mostBytes(int maxMessage) {
        return (int) Math.min(MOST_BYTES_A_CHARACTER * maxMessage, Integer.MAX_VALUE);
    }
}
