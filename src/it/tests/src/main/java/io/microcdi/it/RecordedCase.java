package io.microcdi.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

/**
 * One exchange out of the recordings of the Node.js package.
 *
 * @param sent
 *        the frame that a node sent to the registry, as text
 * @param answer
 *        what came back, {@code null} where nothing did
 */
record RecordedCase(String sent, JsonObject answer) {
    private static final String RECORDINGS = "/hile-1.0.5.jsonl";

    /** The first exchange of a case with the registry. */
    static RecordedCase read(String name) throws IOException {
        try (InputStream in = RecordedCase.class.getResourceAsStream(RECORDINGS);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<JsonObject> all = lines.lines().filter(line -> !line.isBlank()).map(RecordedCase::parse)
                    .filter(line -> line.getString("case").equals(name) && line.containsKey("frame")).toList();
            String sent = all.stream().filter(line -> line.getString("to").equals("registry")).findFirst().orElseThrow()
                    .getString("frame");
            JsonObject answer = all.stream().filter(line -> line.getString("from").equals("registry")).findFirst()
                    .map(line -> parse(line.getString("frame"))).orElse(null);
            return new RecordedCase(sent, answer);
        }
    }

    /** Sends the frame and gives what comes back for its id. */
    JsonObject replay(NodeLink link) throws Exception {
        return link.send(parse(sent).getInt("id"), sent).get(20, TimeUnit.SECONDS);
    }

    private static JsonObject parse(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
