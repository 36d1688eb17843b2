package io.microcdi.internal.cluster;

import java.util.ArrayList;
import java.util.List;

import io.microcdi.internal.registry.MessageChunks;

/** The acts of persons at this registry that are not sent to the others yet. Thread-safe. */
final class PendingHolds {

    /** The largest number of acts that wait. Further ones are sent when all acts are sent again. */
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

    /** Removes the waiting acts, and returns them in as few texts as possible. */
    synchronized List<String> take() {
        MessageChunks texts = new MessageChunks();
        waiting.forEach(texts::add);
        waiting.clear();
        return texts.all();
    }

    /** Returns the number of acts so far. After each new act all acts are sent once more, because a message may be lost. */
    synchronized long count() {
        return count;
    }
}
