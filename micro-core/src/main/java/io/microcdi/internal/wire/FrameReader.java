package io.microcdi.internal.wire;

import java.util.List;

/**
 * Reads messages. One pass checks the text and notes where the members of the envelope are; payloads are cut out as
 * text and not looked into.
 *
 * <p>Not thread-safe: each link has one, used by the thread that reads.
 */
public final class FrameReader {

    private final JsonScanner scanner;
    private final FrameParser parser;
    private boolean batches;

    /** A reader with these bounds, of a peer that announced no batches. */
    public FrameReader(WireLimits limits) {
        this.scanner = new JsonScanner(limits);
        this.parser = new FrameParser(scanner);
    }

    /** The peer has announced batches. */
    public void enableBatches() {
        batches = true;
    }

    /**
     * Reads a message of one frame. An array is malformed here.
     *
     * @return the frame, or {@link Frame.Malformed}; never {@code null}
     */
    public Frame read(String text) {
        scanner.reset(text);
        try {
            Frame frame = parser.parse(text);
            scanner.expectEnd();
            return frame;
        } catch (JsonSyntaxException e) {
            return parser.malformed("not JSON: " + e.getMessage());
        } finally {
            parser.release();
        }
    }

    /** Whether a message is to be read by {@link #readBatch(String, List)}. */
    public boolean isBatch(String text) {
        if (!batches) {
            return false;
        }
        int start = 0;
        while (start < text.length() && " \t\r\n".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        return start < text.length() && text.charAt(start) == '[';
    }

    /**
     * Reads a message that holds an array of frames (wire, section 2, batch). Elements that are no frames are
     * {@link Frame.Malformed} in their places.
     *
     * @param frames what was read is added here
     * @throws JsonSyntaxException if it is not well-formed as a whole; then none of its frames may act
     */
    public void readBatch(String text, List<Frame> frames) {
        try {
            readAll(text, frames);
        } finally {
            parser.release();
        }
    }

    private void readAll(String text, List<Frame> frames) {
        scanner.reset(text);
        scanner.enter('[');
        int count = 0;
        for (boolean first = true; scanner.nextElement(first); first = false) {
            if (++count > WireLimits.MAX_BATCH) {
                throw new JsonSyntaxException("at most " + WireLimits.MAX_BATCH + " frames", scanner.position());
            }
            frames.add(parser.parse(text));
        }
        if (count == 0) {
            throw new JsonSyntaxException("a frame", scanner.position());
        }
        scanner.expectEnd();
    }
}
