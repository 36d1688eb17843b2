package io.microcdi.internal.wire;

import java.util.List;

/**
 * Reads messages. One pass checks the text and finds the members of the envelope. A payload is cut out as text and is
 * not parsed.
 *
 * <p>Not thread-safe: each link has its own reader, and the reading thread uses it.
 */
public final class FrameReader {

    private final JsonScanner scanner;
    private final FrameParser parser;
    private boolean batches;

    /** Makes a reader with the given bounds. It reads no batches yet. */
    public FrameReader(WireLimits limits) {
        this.scanner = JsonScanner.ofFrames(limits);
        this.parser = new FrameParser(scanner);
    }

    /** Enables batches. Called when the peer has announced them. */
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

    /** Returns whether {@link #readBatch(String, List)} must read the message. */
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
     * Reads a message that holds an array of frames (wire, Additions). An element that is not a frame becomes a
     * {@link Frame.Malformed} in its place.
     *
     * @param frames the list to which the frames are added
     * @throws JsonSyntaxException if the message is not well-formed as a whole. The caller must then use none of its
     *        frames
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
