package io.microcdi.internal.registry;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Instances from which one is drawn at random. Adding, removing and drawing cost the same however many there are; drawing
 * with exclusions depends on their number only. Not thread-safe.
 *
 * <p>Those that anybody may be told of stand before those with a path or scheme of their own, so that a draw is always from
 * the beginning. What is answered stands beside them: a find among ten thousand touches one short text, and no record,
 * since the records with their links are more than a processor's caches hold.
 */
final class InstanceSet {

    private static final int[] NONE = {};

    private Instance[] instances = new Instance[2];
    private final AnswerTable answers = new AnswerTable(instances.length);
    private int plain;
    private int size;

    /** Adds one that is in no set. */
    void add(Instance instance) {
        if (size == instances.length) {
            instances = Arrays.copyOf(instances, size * 2);
            answers.grow(size * 2);
        }
        int position = size++;
        if (instance.isPlain()) {
            move(plain, position);
            position = plain++;
        }
        instances[position] = instance;
        answers.set(position, instance.answer());
        instance.position(position);
    }

    /** Removes one that is in this set. */
    void remove(Instance instance) {
        int hole = instance.position();
        if (hole < plain) {
            move(--plain, hole);
            hole = plain;
        }
        move(--size, hole);
        instances[size] = null;
        instance.position(-1);
    }

    private void move(int from, int to) {
        if (from != to) {
            instances[to] = instances[from];
            answers.move(from, to);
            instances[to].position(to);
        }
    }

    /**
     * The position of one that is not excluded; -1 if there is none.
     *
     * @param withPaths whether those with a path or scheme of their own may be drawn
     * @param excluded instances of this set; one may be named more than once
     */
    int draw(RandomGenerator random, boolean withPaths, List<Instance> excluded) {
        int among = withPaths ? size : plain;
        int[] skipped = positions(excluded, among);
        int left = among - skipped.length;
        if (left <= 0) {
            return -1;
        }
        int position = random.nextInt(left);
        // the drawn number counts only those that are left: each skipped one at or before it moves it by one
        for (int skip : skipped) {
            if (skip <= position) {
                position++;
            }
        }
        return position;
    }

    /** Where the excluded ones are among so many: in order, each once. */
    private static int[] positions(List<Instance> excluded, int among) {
        if (excluded.isEmpty()) {
            return NONE;
        }
        int[] positions = new int[excluded.size()];
        int count = 0;
        for (Instance instance : excluded) {
            positions[count++] = instance.position();
        }
        Arrays.sort(positions);
        int distinct = 0;
        for (int position : positions) {
            if (position < among && (distinct == 0 || position != positions[distinct - 1])) {
                positions[distinct++] = position;
            }
        }
        return Arrays.copyOf(positions, distinct);
    }

    /** The instance at a position. */
    Instance get(int position) {
        return instances[position];
    }

    /** What is answered where the instance at a position was drawn. */
    String answer(int position) {
        String kept = answers.get(position);
        return kept != null ? kept : instances[position].answer();
    }

    List<Instance> all() {
        return List.of(Arrays.copyOf(instances, size));
    }

    int size() {
        return size;
    }
}
