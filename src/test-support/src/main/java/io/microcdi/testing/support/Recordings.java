package io.microcdi.testing.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.json.JsonObject;

/** The recorded conversations of the Node.js package and its registry. */
public final class Recordings {

    private static final String FILE = "hile-1.0.5.jsonl";

    private Recordings() {
    }

    /** The messages of one case that one party sent to another, in their order. */
    public static List<String> frames(String name, String from, String to) {
        return lines().stream()
                .filter(line -> line.getString("case").equals(name) && line.containsKey("frame"))
                .filter(line -> line.getString("from").equals(from) && line.getString("to").equals(to))
                .map(line -> line.getString("frame")).toList();
    }

    /** The first message of one case that one party sent to another. */
    public static String frame(String name, String from, String to) {
        return frames(name, from, to).get(0);
    }

    /** All lines. */
    public static List<JsonObject> lines() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Recordings.class.getResourceAsStream(FILE), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank()).map(Json::object).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
