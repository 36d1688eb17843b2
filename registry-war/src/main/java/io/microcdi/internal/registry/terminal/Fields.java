package io.microcdi.internal.registry.terminal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** Reads members of the registry's answers as texts for a table. A missing or unexpected member is an empty text. */
final class Fields {

    private Fields() {
    }

    static String text(JsonObject object, String name) {
        JsonValue value = object.get(name);
        return value instanceof JsonString text ? text.getString()
                : value instanceof JsonNumber ? value.toString() : "";
    }

    /** Returns how long ago a moment was, for example {@code 5 s} or {@code 3 h}. */
    static String ago(JsonObject object, String name, Instant now) {
        try {
            Duration ago = Duration.between(Instant.parse(text(object, name)), now);
            long seconds = Math.max(0, ago.toSeconds());
            return seconds < 120 ? seconds + " s"
                    : seconds < 7_200 ? seconds / 60 + " min" : seconds < 172_800 ? seconds / 3_600 + " h"
                            : seconds / 86_400 + " d";
        } catch (DateTimeException missing) {
            return "";
        }
    }

    /** Returns the objects of an array that an answer of a registry must have. */
    static List<JsonObject> list(JsonObject object, String name) {
        if (object.get(name) instanceof JsonArray) {
            return objects(object, name);
        }
        throw new CommandException(ExitStatus.UNREACHABLE, "the answer has no " + name + ": is it a registry?");
    }

    /** Returns the objects of an array; none if there is no such array. */
    static List<JsonObject> objects(JsonObject object, String name) {
        return object.get(name) instanceof JsonArray all
                ? all.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
                : List.of();
    }
}
