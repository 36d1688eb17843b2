package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * Packs the elements of a JSON array into texts that each fit one message. There is at least one text, which may be empty.
 */
final class ListParts {

    /** The most characters of a part. Messages may be longer, but other messages would wait long behind them. */
    static final int MAX_LENGTH = 48 << 10;

    private static final int ENVELOPE = 1024;
    private static final int MIN_LENGTH = 512;

    private final int limit;
    private final List<String> parts = new ArrayList<>();
    private StringBuilder last = new StringBuilder();

    /**
     * Makes parts without an element.
     *
     * @param limit the most characters of a part. A longer element is a part of its own
     */
    ListParts(int limit) {
        this.limit = limit;
    }

    /**
     * Returns the limit of the parts for a peer.
     *
     * @param maxMessage the most characters of a message to the peer
     */
    static int limit(int maxMessage) {
        return Math.max(MIN_LENGTH, Math.min(MAX_LENGTH, maxMessage - ENVELOPE));
    }

    void add(String element) {
        if (!last.isEmpty() && last.length() + 1 + element.length() > limit) {
            parts.add(last.toString());
            last = new StringBuilder();
        }
        last.append(last.isEmpty() ? "" : ",").append(element);
    }

    /** Returns the characters of the part that is being filled. */
    int length() {
        return last.length();
    }

    List<String> all() {
        List<String> all = new ArrayList<>(parts);
        all.add(last.toString());
        return all;
    }
}
