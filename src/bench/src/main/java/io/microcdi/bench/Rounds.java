package io.microcdi.bench;

import java.util.Arrays;

/** Two things measured in turns, so that what disturbs the machine disturbs both. */
final class Rounds {

    /** Something that is measured. */
    interface Measured {

        /** How much it is, in whatever unit. */
        double once() throws Exception;
    }

    private Rounds() {
    }

    /** The median of {@code first / second}; as many rounds are run before without being counted. */
    static double ratio(int rounds, Measured first, Measured second) throws Exception {
        double[] ratios = new double[rounds];
        for (int i = -rounds; i < rounds; i++) {
            double ratio = first.once() / second.once();
            if (i >= 0) {
                ratios[i] = ratio;
            }
        }
        Arrays.sort(ratios);
        return ratios[rounds / 2];
    }
}
