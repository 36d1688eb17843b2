package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.List;

/** Packs lines for the other registries of a cluster into texts that each fit a message. Not thread-safe. */
public final class MessageChunks {

    /** The most characters of a text. */
    static final int MAX_TEXT = 60_000;

    private final List<String> full = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    /** Makes no text. */
    public MessageChunks() {
    }

    /** Adds a line with its end. */
    public void add(String line) {
        if (!text.isEmpty() && text.length() + line.length() > MAX_TEXT) {
            full.add(text.toString());
            text.setLength(0);
        }
        text.append(line);
    }

    /** Returns how many texts have no more room. */
    int full() {
        return full.size();
    }

    /** Returns all texts. */
    public List<String> all() {
        List<String> all = new ArrayList<>(full);
        if (!text.isEmpty()) {
            all.add(text.toString());
        }
        return all;
    }
}
