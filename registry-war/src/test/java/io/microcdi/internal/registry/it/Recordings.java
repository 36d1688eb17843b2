package io.microcdi.internal.registry.it;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/** What the Node.js package and its registry once said to each other. */
final class Recordings {

    private static final Path FILE = Path.of(System.getProperty("recordings"));

    private Recordings() {
    }

    /** The texts of one case that one party sent to another, in their order. */
    static List<String> frames(String name, String from, String to) throws IOException {
        return Files.readAllLines(FILE).stream().map(Recordings::parse)
                .filter(line -> line.getString("case").equals(name) && line.containsKey("frame"))
                .filter(line -> line.getString("from").equals(from) && line.getString("to").equals(to))
                .map(line -> line.getString("frame")).toList();
    }

    static String frame(String name, String from, String to) throws IOException {
        return frames(name, from, to).get(0);
    }

    static JsonObject parse(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
