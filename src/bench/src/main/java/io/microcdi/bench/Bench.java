package io.microcdi.bench;

import java.util.Locale;

/** Runs all, and prints a line for each result: what it is a number of, what was measured, the number. */
public final class Bench {

    static final int MANY = 10_000;

    private Bench() {
    }

    /**
     * Measures.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        print("bytes registry record", RecordSize.measure());
        print("ratio registry find instances=" + MANY, FindCost.ratio(0));
        print("ratio registry find exclude=3 instances=" + MANY, FindCost.ratio(3));
        print("ratio registry find over a socket instances=" + MANY, LinkRate.costOfMany());
        print("ratio registry find/echo", LinkRate.byEchoes());
    }

    private static void print(String what, double value) {
        System.out.printf(Locale.ROOT, "%s %.2f%n", what, value);
    }
}
