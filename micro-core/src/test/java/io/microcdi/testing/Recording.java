package io.microcdi.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import jakarta.json.JsonObject;

/** The recorded conversations of the Node.js package. */
public final class Recording {

    private static final Path FILE = Path.of("..", "src", "it", "wire", "hile-1.0.5.jsonl");

    private Recording() {
    }

    /** Every message of the recording, as it was written. */
    public static List<String> frames() {
        return texts("frame");
    }

    /** Every connect URL of the recording. */
    public static List<String> connectUrls() {
        return texts("connectUrl");
    }

    private static List<String> texts(String member) {
        try (var lines = Files.lines(FILE)) {
            return lines.map(line -> (JsonObject) Json.value(line)).filter(line -> line.containsKey(member))
                    .map(line -> line.getString(member)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
