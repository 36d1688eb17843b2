package io.microcdi.websocket;

/**
 * How much text a container may collect before it hands it over. To most this is the size of a part, since parts are what
 * they are asked for. Open Liberty bounds whole messages by it, in bytes, and closes the link with 1009 at once.
 */
final class TextBuffers {

    /** The smallest buffer that no usual message is cut by. Tomcat allocates it for each link. */
    private static final int PART_SIZE = 16 << 10;

    private static final String LIBERTY = "com.ibm.ws.wsoc.";
    private static final long MOST_BYTES_A_CHARACTER = 3;

    private TextBuffers() {
    }

    static int size(String sessionClass, int maxMessage) {
        return sessionClass.startsWith(LIBERTY)
                ? (int) Math.min(MOST_BYTES_A_CHARACTER * maxMessage, Integer.MAX_VALUE)
                : PART_SIZE;
    }
}
