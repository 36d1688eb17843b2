package io.microcdi.internal.concurrent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A queue whose sources take turns: each time it gives out the first element of the source whose turn it is. The elements of
 * one source keep their order. Thread-safe.
 *
 * <p>There is no lock of the whole queue. If hundreds of threads share two processors, the owner of such a lock often loses
 * its processor, and all others then wait for it. Each source has a lock of its own.
 *
 * @param <E> the elements
 */
final class TurnQueue<E> {

    /** The elements of a source. The lock of this object guards all fields. */
    private static final class Line<E> {
        final Object source;
        final Deque<E> elements = new ArrayDeque<>(2);
        /** Whether the line has a turn, or a thread takes an element from it. */
        boolean hasTurn;
        /** Whether the queue has forgotten the line. The next element of its source makes another one. */
        boolean ended;

        Line(Object source) {
            this.source = source;
        }
    }

    private final Map<Object, Line<E>> lines = new ConcurrentHashMap<>();
    /** The lines with elements. The first one has the next turn. */
    private final Queue<Line<E>> turns = new ConcurrentLinkedQueue<>();

    /**
     * Returns whether no source has a turn. That is also so for a moment while another thread takes one of several elements
     * of the only source.
     */
    boolean isEmpty() {
        return turns.isEmpty();
    }

    /** Adds an element behind the others of its source. An error adds nothing. */
    void add(Object source, E element) {
        while (!add(lines.computeIfAbsent(source, Line::new), element)) {
            // the last element of the line was taken meanwhile
        }
    }

    private boolean add(Line<E> line, E element) {
        synchronized (line) {
            if (line.ended) {
                return false;
            }
            try {
                line.elements.addLast(element);
                if (!line.hasTurn) {
                    turns.add(line);
                    line.hasTurn = true;
                }
            } catch (Error noMemory) {
                line.elements.remove(element);
                endIfEmpty(line);
                throw noMemory;
            }
            return true;
        }
    }

    /** Returns the next element, and removes it; {@code null} if no source has a turn. */
    @Nullable
    E poll() {
        for (Line<E> line = turns.poll(); line != null; line = turns.poll()) {
            synchronized (line) {
                line.hasTurn = false;
                if (line.elements.size() > 1) {
                    turns.add(line); // first, because it may find no memory
                    line.hasTurn = true;
                }
                E element = line.elements.pollFirst();
                endIfEmpty(line);
                if (element != null) {
                    return element;
                }
            }
        }
        return null;
    }

    /** Returns the elements in the order of their turns, but any source may be the first. */
    List<E> inTurns() {
        List<List<E>> all = new ArrayList<>();
        for (Line<E> line : lines.values()) {
            synchronized (line) {
                all.add(List.copyOf(line.elements));
            }
        }
        List<E> result = new ArrayList<>();
        for (int turn = 0; !all.isEmpty(); turn++) {
            int index = turn;
            all.removeIf(elements -> elements.size() <= index);
            all.forEach(elements -> result.add(elements.get(index)));
        }
        return result;
    }

    /** Removes the elements for which a condition holds. It is asked under the lock of the element's source. */
    void removeIf(Predicate<E> condition) {
        for (Line<E> line : lines.values()) {
            synchronized (line) {
                line.elements.removeIf(condition);
                if (endIfEmpty(line) && line.hasTurn) {
                    turns.remove(line);
                }
            }
        }
    }

    /** Forgets a line without elements, so that the queue holds nothing of sources that have gone. Called with its lock. */
    private boolean endIfEmpty(Line<E> line) {
        if (line.elements.isEmpty()) {
            line.ended = true;
            lines.remove(line.source, line);
        }
        return line.ended;
    }
}
