package io.microcdi.internal.registry;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A set of instances from which one is drawn at random. The cost of adding, removing and drawing does not depend on the size
 * of the set. The cost of drawing depends on the number of excluded instances. Not thread-safe.
 *
 * <p>Plain instances come before those with a path or scheme of their own. So a draw among the plain ones needs only the
 * beginning of the array. The answers to lookups are in a table beside the array. A lookup among ten thousand instances thus
 * reads one short text and no instance: all instances with their links are larger than the caches of a processor.
 */
final class InstanceSet {

    private static final int[] NONE = {};

    private Instance[] instances = new Instance[2];
    private final AnswerTable answers = new AnswerTable(instances.length);
    private int plain;
    private int size;

    /** Adds an instance that is in no set. */
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

    /** Removes an instance of this set. */
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
     * Returns the position of a random instance that is not excluded; -1 if there is none.
     *
     * @param withPaths whether instances with a path or scheme of their own may be drawn
     * @param excluded instances of this set. One may occur more than once
     */
    int draw(RandomGenerator random, boolean withPaths, List<Instance> excluded) {
        int among = withPaths ? size : plain;
        int[] skipped = positions(excluded, among);
        int left = among - skipped.length;
        if (left <= 0) {
            return -1;
        }
        int position = random.nextInt(left);
        // the drawn number counts only the instances that are not skipped: each skipped position at or before it moves it by
        // one
        for (int skip : skipped) {
            if (skip <= position) {
                position++;
            }
        }
        return position;
    }

    /** Returns the positions of the excluded instances below a bound, in order, each once. */
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

    /** Returns the instance at a position. */
    Instance get(int position) {
        return instances[position];
    }

    /** Returns the answer to a lookup for the instance at a position. */
    String answer(int position) {
        String stored = answers.get(position);
        return stored != null ? stored : instances[position].answer();
    }

    List<Instance> all() {
        return List.of(Arrays.copyOf(instances, size));
    }

    int size() {
        return size;
    }
}
