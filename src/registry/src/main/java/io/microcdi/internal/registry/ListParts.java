package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.List;

/** Elements of a JSON array, as texts that are each short enough for one message; at least one text, which may be empty. */
final class ListParts {

    /** Of a part. Shorter than a message may be, so that no other message waits long behind it. */
    static final int MAX_LENGTH = 48 << 10;

    private static final int ENVELOPE = 1024;
    private static final int MIN_LENGTH = 512;

    private final int limit;
    private final List<String> parts = new ArrayList<>();
    private StringBuilder last = new StringBuilder();

    /**
     * Nothing.
     *
     * @param limit characters of a part; one element may be longer, and is a part of its own then
     */
    ListParts(int limit) {
        this.limit = limit;
    }

    /** The limit of the parts for a peer that takes messages up to so many characters. */
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

    /** Characters of the part that is being filled. */
    int length() {
        return last.length();
    }

    List<String> all() {
        List<String> all = new ArrayList<>(parts);
        all.add(last.toString());
        return all;
    }
}
