package io.microcdi.internal.wire;

import java.util.Random;

/** Texts that are JSON, and texts that are nearly so; the same seed gives the same texts. */
final class RandomJson {

    private static final String[] SCALARS = { "null", "true", "false", "0", "-0", "12", "-7.25", "1e3", "2E-2",
            "0.5e+1",
            "9007199254740993" };
    private static final String[] PIECES = { "a", "\u00e9", "\ud83d\ude00", "\\n", "\\\"", "\\\\", "\\/", "\\u0041",
            "\\u00Ff", "\u2028", "}", "]", ",", ":", " " };
    private static final String NOISE = "{}[],:\"\\ntfu0123456789.eE+- \n\u0000\u0010a/'";

    private final Random random;

    RandomJson(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String value(int depth) {
        int kind = random.nextInt(depth > 0 ? 5 : 3);
        return switch (kind) {
            case 0, 1 -> SCALARS[random.nextInt(SCALARS.length)];
            case 2 -> text();
            case 3 -> list('[', ']', depth);
            default -> list('{', '}', depth);
        };
    }

    private String list(char open, char close, int depth) {
        StringBuilder list = new StringBuilder().append(open).append(space());
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            list.append(i > 0 ? "," : "").append(space());
            if (open == '{') {
                // names differ: JSON-P keeps one of two that are alike
                list.append("\"m").append(i).append("\"").append(space()).append(':').append(space());
            }
            list.append(value(depth - 1)).append(space());
        }
        return list.append(close).toString();
    }

    String text() {
        StringBuilder text = new StringBuilder("\"");
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.append('"').toString();
    }

    String space() {
        return switch (random.nextInt(8)) {
            case 0 -> " ";
            case 1 -> "\t\r\n";
            default -> "";
        };
    }

    /** The text with one to three characters put in, taken out or changed. */
    String broken(String text) {
        StringBuilder broken = new StringBuilder(text);
        for (int i = 1 + random.nextInt(3); i > 0 && broken.length() > 0; i--) {
            int at = random.nextInt(broken.length());
            char noise = NOISE.charAt(random.nextInt(NOISE.length()));
            switch (random.nextInt(3)) {
                case 0 -> broken.insert(at, noise);
                case 1 -> broken.deleteCharAt(at);
                default -> broken.setCharAt(at, noise);
            }
        }
        return broken.toString();
    }
}
