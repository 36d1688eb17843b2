package io.microcdi.internal.cluster;

import java.util.ArrayList;
import java.util.List;

/** What persons did here, until the others are told. Thread-safe. */
final class PendingHolds {

    /** Those that wait to be told by themselves. Past it they are told with all others. */
    static final int MAX_WAITING = 1_000;
    private static final int MAX_TEXT = 60_000;

    private final List<String> waiting = new ArrayList<>();
    private long count;

    /** Adds an act. Returns whether it is the first that waits. */
    synchronized boolean add(String text) {
        count++;
        if (waiting.size() < MAX_WAITING) {
            waiting.add(text);
            return waiting.size() == 1;
        }
        return false;
    }

    /** Returns what waits, in as few texts as fit a message, and forgets it. */
    synchronized List<String> take() {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String act : waiting) {
            if (!text.isEmpty() && text.length() + act.length() > MAX_TEXT) {
                texts.add(text.toString());
                text.setLength(0);
            }
            text.append(act);
        }
        if (!text.isEmpty()) {
            texts.add(text.toString());
        }
        waiting.clear();
        return texts;
    }

    /** Returns how many acts there were. After a new one all are told once more, since a message may be lost. */
    synchronized long count() {
        return count;
    }
}
