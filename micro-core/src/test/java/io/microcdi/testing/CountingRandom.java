package io.microcdi.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws the last of what it is asked for, and writes down for which bounds it was asked. */
public final class CountingRandom implements RandomGenerator {

    private final List<Integer> bounds = new ArrayList<>();

    /** The bounds, in order. */
    public List<Integer> bounds() {
        return bounds;
    }

    @Override
    public long nextLong() {
        return 0;
    }

    @Override
    public int nextInt(int bound) {
        bounds.add(bound);
        return bound - 1;
    }
}
