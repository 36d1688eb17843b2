package io.microcdi.it;

import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import io.microcdi.testing.support.Json;
import io.microcdi.testing.support.Recordings;

/**
 * One exchange out of the recordings of the Node.js package.
 *
 * @param sent
 *        the frame that a node sent to the registry, as text
 * @param answer
 *        what came back, {@code null} where nothing did
 */
record RecordedCase(String sent, JsonObject answer) {
    /** The first exchange of a case with the registry. */
    static RecordedCase read(String name) {
        List<JsonObject> all = Recordings.lines().stream()
                .filter(line -> line.getString("case").equals(name) && line.containsKey("frame")).toList();
        String sent = all.stream().filter(line -> line.getString("to").equals("registry")).findFirst().orElseThrow()
                .getString("frame");
        JsonObject answer = all.stream().filter(line -> line.getString("from").equals("registry")).findFirst()
                .map(line -> Json.object(line.getString("frame"))).orElse(null);
        return new RecordedCase(sent, answer);
    }

    /** Sends the frame and gives what comes back for its id. */
    JsonObject replay(NodeLink link) throws Exception {
        return link.send(Json.object(sent).getInt("id"), sent).get(60, TimeUnit.SECONDS);
    }
}
