package io.microcdi.it.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/** Takes out of frames what no two conversations have in common, so that equal ones compare equal. */
final class Masks {

    private static final Pattern UUID = Pattern
            .compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern UPTIME = Pattern.compile("\"uptime\":[0-9.eE+-]+");

    private final Map<String, String> names = new HashMap<>();
    private final SortedMap<Long, Long> ranks = new TreeMap<>();

    private Masks() {
    }

    static boolean isUuid(String text) {
        return UUID.matcher(text).matches();
    }

    /** Frames of one link and direction: ids become their rank, UUIDs the order in which they came first. */
    static List<JsonValue> mask(List<String> frames) {
        Masks masks = new Masks();
        List<JsonObject> read = frames.stream().map(masks::texts).map(text -> Message.of(text).json()).toList();
        read.forEach(frame -> masks.ranks.put(frame.getJsonNumber("id").longValueExact(), 0L));
        long rank = 0;
        for (Map.Entry<Long, Long> entry : masks.ranks.entrySet()) {
            entry.setValue(rank++);
        }
        return new ArrayList<>(read.stream().map(masks::ids).toList());
    }

    /** A frame whose ids, UUIDs and all must be as recorded; only uptime is another. */
    static JsonObject uptime(String frame) {
        return Message.of(UPTIME.matcher(frame).replaceAll("\"uptime\":0")).json();
    }

    private String texts(String frame) {
        String masked = UUID.matcher(frame).replaceAll(this::name);
        return UPTIME.matcher(masked).replaceAll("\"uptime\":0");
    }

    private String name(MatchResult found) {
        return names.computeIfAbsent(found.group(), uuid -> "uuid-" + names.size());
    }

    private JsonObject ids(JsonObject frame) {
        JsonObjectBuilder masked = Json.createObjectBuilder(frame).add("id", rank(frame.get("id")));
        return new Message(frame).isAbort() ? masked.add("data", rank(frame.get("data"))).build() : masked.build();
    }

    private JsonValue rank(JsonValue id) {
        Long rank = ranks.get(Long.valueOf(id.toString()));
        return rank == null ? id : Json.createValue(rank);
    }
}
