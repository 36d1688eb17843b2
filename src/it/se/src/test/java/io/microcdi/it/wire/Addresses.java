package io.microcdi.it.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Where the parties of a recording listened then, and where those that play them listen now. */
final class Addresses {

    private final Map<Integer, Integer> realByRecorded = new LinkedHashMap<>();

    void add(int recorded, int real) {
        realByRecorded.put(recorded, real);
    }

    String toReal(String text) {
        String result = text;
        for (Map.Entry<Integer, Integer> entry : realByRecorded.entrySet()) {
            result = replace(result, entry.getKey(), entry.getValue());
        }
        return result;
    }

    String toRecorded(String text) {
        String result = text;
        for (Map.Entry<Integer, Integer> entry : realByRecorded.entrySet()) {
            result = replace(result, entry.getValue(), entry.getKey());
        }
        return result;
    }

    private static String replace(String text, int from, int to) {
        return Pattern.compile("(?<=:)" + from + "(?!\\d)").matcher(text).replaceAll(Integer.toString(to));
    }
}
