package io.microcdi.internal.registry;

import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.node.CallStatistics;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameReader;
import io.microcdi.internal.wire.WireLimits;
import io.microcdi.it.fuzz.Input;

/** Requests and reports of nodes to a registry: refused as documented, or read as JSON-P reads them. */
public final class FindFuzz {

    private static final JsonParserFactory PARSERS = JsonProvider.provider().createParserFactory(Map.of());
    private static final int MAX_EXCLUDED = 1_000;

    private FindFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        // as it comes: the frame was checked before
        Frame frame = new FrameReader(WireLimits.DEFAULT).read("{\"id\":0,\"mode\":0,\"data\":{\"url\":\"/-/find\","
                + "\"data\":" + new Input(bytes).text() + "}}");
        if (frame instanceof Frame.Request request && request.payload() != null) {
            Input.timed(bytes.length, () -> {
                find(request.payload());
                report(request.payload());
            });
        }
    }

    private static void find(String payload) {
        FindRequest read = null;
        try {
            read = FindRequest.read("/-/find", payload);
        } catch (RequestRefusedException refused) {
            Input.same(400, refused.status(), "a request that is none has the status 400");
        }
        if (Input.json(payload) instanceof JsonObject object && hasEachMemberOnce(payload)) {
            Input.check((read != null) == isFind(object), "the request and JSON-P agree", payload);
            if (read != null) {
                Input.same(object.getString("namespace"), read.namespace(), "the namespace");
                Input.same(excluded(object), Set.copyOf(read.exclude()), "the excluded keys");
                Input.check(read.limit() <= 0 ? read.limit() == (object.containsKey("limit") ? -1 : 0)
                        : object.get("limit") instanceof JsonNumber number
                                && number.longValueExact() == read.limit(),
                        "the limit", payload, read.limit());
            }
        }
    }

    private static boolean isFind(JsonObject object) {
        return object.get("namespace") instanceof JsonString name && Namespaces.isValid(name.getString())
                && !(object.get("exclude") instanceof JsonArray keys && keys.size() > MAX_EXCLUDED);
    }

    private static Set<String> excluded(JsonObject object) {
        List<JsonValue> keys = object.get("exclude") instanceof JsonArray array ? array : List.of();
        return keys.stream().filter(JsonString.class::isInstance)
                .map(key -> InstanceKey.normal(((JsonString) key).getString())).collect(Collectors.toSet());
    }

    /** Of two members of one name JSON-P takes the last, and the request the last that has the right type. */
    private static boolean hasEachMemberOnce(String json) {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = PARSERS.createParser(new StringReader(json))) {
            parser.next();
            return parser.getObjectStream().map(Map.Entry::getKey).allMatch(names::add);
        }
    }

    private static void report(String payload) {
        CallReport report;
        try {
            report = CallReport.read(payload, 0);
        } catch (IllegalArgumentException refused) {
            return;
        }
        if (report == null) {
            return;
        }
        Input.check(report.size() <= 2 * (CallStatistics.MAX_REPORTED + 1), "a report has few rows", report.size());
        long left = report.millisLeft(0);
        Input.check(left > 0 && left <= CallReport.MAX_AGE_MILLIS, "a report ends", left);
        for (int row = 0; row < report.size(); row++) {
            String name = report.namespace(row);
            Input.check(name.equals(CallStatistics.OTHERS) || Namespaces.isValid(name), "a name is a namespace", name);
            CallNumbers numbers = report.numbers(row);
            Input.check(numbers.rate() > 0 && numbers.failing() >= 0 && numbers.failing() <= 1.001 * numbers.rate()
                    && numbers.p50() >= 0 && numbers.p99() >= 0 && Double.isFinite(numbers.rate()), "numbers", numbers);
        }
    }
}
