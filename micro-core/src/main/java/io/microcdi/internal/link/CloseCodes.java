package io.microcdi.internal.link;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The close codes of the wire (wire, Close codes). Only the end that closes a link knows the cause. A new code needs its row
 * there, and if the JDK's client refuses to send it, a place among those that {@link #forDialler} replaces.
 */
public final class CloseCodes {

    /** The owner of the link has closed it. */
    public static final int NORMAL = 1000;
    /** The node leaves. */
    public static final int LEAVING = 1001;
    /** A batch that is not well-formed. */
    public static final int PROTOCOL_ERROR = 1002;
    /** A binary message from a peer that has not announced them. */
    public static final int BINARY = 1003;
    /** The socket ended without a close frame; never sent. */
    public static final int ABNORMAL = 1006;
    /** A message that is not UTF-8. */
    public static final int NOT_UTF8 = 1007;
    /** The path is invalid, the peer is not allowed, or its address is in use. */
    public static final int POLICY = 1008;
    /** A message is larger than this side accepts. */
    public static final int TOO_LARGE = 1009;
    /** A fault of this side. */
    public static final int INTERNAL_ERROR = 1011;
    /** A queue that is full, or too many links. */
    public static final int TRY_AGAIN_LATER = 1013;
    /** Nothing was heard for too long. */
    public static final int SILENT = 4000;
    /** Replaced by a newer link of the same node. */
    public static final int REPLACED = 4001;

    /**
     * The reason, with {@link #NORMAL}, of a node that closes a link to a registry because it has one to another
     * registry of the same cluster. The node has not left.
     */
    public static final String STANDS_BY = "stands by";

    /** A dialler adds this to the last two digits of a code, because its client refuses to send some of the codes above. */
    private static final int DIALLER = 4000;
    private static final int STANDARD = 1000;
    private static final Set<Integer> NOT_FOR_DIALLERS = Set.of(PROTOCOL_ERROR, BINARY, NOT_UTF8, TOO_LARGE,
            TRY_AGAIN_LATER);
    private static final int MAX_REASON_BYTES = 120;

    private CloseCodes() {
    }

    /** The code that a dialler sends for a code, since the JDK's client refuses to send some of them. */
    public static int forDialler(int code) {
        return NOT_FOR_DIALLERS.contains(code) ? code - STANDARD + DIALLER : code;
    }

    /** The code that a received one stands for: the reverse of {@link #forDialler(int)}. */
    public static int received(int code) {
        int standard = code - DIALLER + STANDARD;
        return NOT_FOR_DIALLERS.contains(standard) ? standard : code;
    }

    /** A reason cut to the length that a close frame holds, before a character that has no room. */
    public static String cut(String reason) {
        String cut = reason == null ? "" : reason;
        while (cut.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
            int end = Math.min(cut.length() - 1, MAX_REASON_BYTES);
            cut = cut.substring(0, Character.isHighSurrogate(cut.charAt(end - 1)) ? end - 1 : end);
        }
        return cut;
    }
}
