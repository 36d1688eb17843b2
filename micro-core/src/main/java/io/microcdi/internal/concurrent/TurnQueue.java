package io.microcdi.internal.concurrent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A queue whose sources take turns: each time it gives out the first element of the source whose turn it is. The elements of
 * one source keep their order. Not thread-safe.
 *
 * @param <E> the elements
 */
final class TurnQueue<E> {

    /** The elements of a source, of which there is at least one. */
    private static final class Line<E> {
        final Object source;
        final Deque<E> elements = new ArrayDeque<>(2);
        /** How many elements {@link #removeIf} has left in the line. */
        int kept;

        Line(Object source) {
            this.source = source;
        }
    }

    private final Map<Object, Line<E>> lines = new HashMap<>();
    /** The same lines. The first one has the next turn. */
    private final Deque<Line<E>> turns = new ArrayDeque<>();
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds an element behind the others of its source. An error adds nothing. */
    void add(Object source, E element) {
        Line<E> line = lines.get(source);
        if (line == null) {
            Line<E> first = new Line<>(source);
            first.elements.add(element);
            lines.put(source, first);
            try {
                turns.addLast(first);
            } catch (Error noMemory) {
                lines.remove(source);
                throw noMemory;
            }
        } else {
            line.elements.addLast(element);
        }
        size++;
    }

    /** Removes the element that was added last. */
    void removeLast(Object source) {
        Line<E> line = lines.get(source);
        line.elements.removeLast();
        size--;
        if (line.elements.isEmpty()) {
            lines.remove(source);
            turns.removeLast(); // a source without another element was added last
        }
    }

    /** Returns the next element, and removes it; {@code null} if there is none. */
    @Nullable
    E poll() {
        Line<E> line = turns.pollFirst();
        if (line == null) {
            return null;
        }
        E element = line.elements.removeFirst();
        size--;
        if (line.elements.isEmpty()) {
            lines.remove(line.source);
        } else {
            turns.addLast(line);
        }
        return element;
    }

    /**
     * Asks a condition for each element, in the order of {@link #poll}, and removes those for which it holds. If the condition
     * throws, the elements stay about which it was not asked, perhaps in another order.
     */
    void removeIf(Predicate<E> condition) {
        Deque<Line<E>> next = new ArrayDeque<>(turns);
        turns.forEach(line -> line.kept = 0);
        try {
            while (!next.isEmpty()) {
                Line<E> line = next.removeFirst();
                boolean out = condition.test(line.elements.getFirst());
                E element = line.elements.removeFirst();
                if (out) {
                    size--;
                } else {
                    // behind those about which it was not asked yet: after the last of them the order is the same again
                    line.elements.addLast(element);
                    line.kept++;
                }
                if (line.elements.size() > line.kept) {
                    next.addLast(line);
                }
            }
        } finally {
            turns.removeIf(line -> line.elements.isEmpty());
            lines.values().removeIf(line -> line.elements.isEmpty());
        }
    }
}
