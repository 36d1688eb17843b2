package io.microcdi.bench.memory;

import java.util.Arrays;

/** Two things measured in turns, so that what disturbs the machine disturbs both. */
public final class Rounds {

    /** Something that is measured. */
    public interface Measured {

        /** How much it is, in whatever unit. */
        double once() throws Exception;
    }

    private Rounds() {
    }

    /** The median of {@code first / second}; as many rounds are run before without being counted. */
    public static double ratio(int rounds, Measured first, Measured second) throws Exception {
        return median(rounds, () -> first.once() / second.once());
    }

    /** The median of one thing; as many rounds are run before without being counted. */
    public static double median(int rounds, Measured measured) throws Exception {
        double[] values = new double[rounds];
        for (int i = -rounds; i < rounds; i++) {
            double value = measured.once();
            if (i >= 0) {
                values[i] = value;
            }
        }
        Arrays.sort(values);
        return values[rounds / 2];
    }
}
