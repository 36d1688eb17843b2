package io.microcdi.internal.cluster;

import java.util.ArrayList;
import java.util.List;

import io.microcdi.internal.registry.MessageTexts;

/** What persons did here, until the others are told. Thread-safe. */
final class PendingHolds {

    /** Those that wait to be told by themselves. Past it they are told with all others. */
    static final int MAX_WAITING = 1_000;

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
        MessageTexts texts = new MessageTexts();
        waiting.forEach(texts::add);
        waiting.clear();
        return texts.all();
    }

    /** Returns how many acts there were. After a new one all are told once more, since a message may be lost. */
    synchronized long count() {
        return count;
    }
}
