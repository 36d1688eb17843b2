package io.microcdi.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Compares the name of a setting that nothing reads with the names of the keys. */
public final class KeyNames {

    private static final String ROOT = "micro.";
    /** The most characters that a name may have too much, too little, or wrong. */
    private static final int MAX_MISTAKES = 3;
    /** The least characters of a name, without its root, for each mistake in it. */
    private static final int LENGTH_OF_MISTAKE = 3;

    private KeyNames() {
    }

    /**
     * Returns how to correct an unknown name: the nearest key, or else where the keys are.
     *
     * @param name a name that begins with {@code micro.}
     * @param known the names of all keys
     */
    public static String correction(String name, Collection<String> known) {
        return nearest(name, known).map(key -> "perhaps " + key).orElse("see the configuration table");
    }

    private static Optional<String> nearest(String name, Collection<String> known) {
        int most = Math.min(MAX_MISTAKES, (name.length() - ROOT.length()) / LENGTH_OF_MISTAKE);
        // the bound comes first, because a name from outside may be long
        return known.stream().filter(key -> Math.abs(key.length() - name.length()) <= most)
                .min(Comparator.<String>comparingInt(key -> mistakes(name, key))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(key -> mistakes(name, key) <= most);
    }

    /** Returns the Levenshtein distance: the fewest characters to add, remove or replace. */
    private static int mistakes(String name, String key) {
        int[] row = new int[key.length() + 1];
        for (int j = 0; j <= key.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= name.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= key.length(); j++) {
                int replaced = diagonal + (name.charAt(i - 1) == key.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[key.length()];
    }
}
