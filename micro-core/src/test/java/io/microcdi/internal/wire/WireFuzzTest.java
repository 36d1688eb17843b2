package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.Json;

/** Our one-pass reader against JSON-P: both accept the same texts and see the same values in them. */
class WireFuzzTest {

    private static final int ROUNDS = 4_000;

    private final JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
    private final FrameReader reader = new FrameReader(WireLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(longs = { 1, 20, 300 })
    void validJsonIsAccepted(long seed) {
        RandomJson random = new RandomJson(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String text = random.space() + random.value(5) + random.space();
            assertThat(Json.valueOrNull(text)).as(text).isNotNull();
            assertThat(accepts(text)).as(text).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 4, 50, 600 })
    void almostValidJsonIsJudgedAsByJsonP(long seed) {
        RandomJson random = new RandomJson(seed);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = random.broken(random.value(4));
            boolean accepted = accepts(text);
            if (scanner.violation() != null) {
                continue; // a number that JSON-P may not be able to hold
            }
            assertThat(accepted).as(text).isEqualTo(Json.valueOrNull(text) != null);
            refused += accepted ? 0 : 1;
        }
        assertThat(refused).as("texts that were really broken").isBetween(ROUNDS / 10, ROUNDS * 99 / 100);
    }

    @ParameterizedTest
    @ValueSource(longs = { 7, 80, 900 })
    void theValuesOfAFrameAreThoseThatJsonPSees(long seed) {
        RandomJson random = new RandomJson(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String text = frame(random);
            JsonObject expected = (JsonObject) Json.value(text);
            JsonObject data = expected.getJsonObject("data");
            Frame frame = reader.read(text);
            JsonValue payload = data.get("data");
            if (frame instanceof Frame.Request request) {
                assertThat(request.id()).isEqualTo(expected.getJsonNumber("id").longValueExact());
                assertThat(request.twoway()).isEqualTo(expected.getBoolean("twoway", false));
                assertThat(request.url()).as(text).isEqualTo(data.getString("url"));
                assertThat(valueOf(request.payload())).as(text).isEqualTo(payload);
            } else {
                Frame.Response response = (Frame.Response) frame;
                assertThat(response.statusNumber()).isEqualTo(data.getInt("status"));
                assertThat(response.message()).as(text).isEqualTo(data.getString("message"));
                assertThat(valueOf(response.payload())).as(text).isEqualTo(payload);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 10, 110, 1200 })
    void aBrokenFrameIsAnsweredOrDroppedButNeverThrown(long seed) {
        RandomJson random = new RandomJson(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String text = random.broken(frame(random));
            Frame frame = reader.read(text);
            if (!(frame instanceof Frame.Malformed)) {
                assertThat(Json.valueOrNull(text)).as(text).isInstanceOf(JsonObject.class);
            }
        }
    }

    private boolean accepts(String text) {
        scanner.reset(text);
        try {
            scanner.skipValue();
            scanner.expectEnd();
            return true;
        } catch (JsonSyntaxException e) {
            return false;
        }
    }

    private static JsonValue valueOf(String payload) {
        return payload == null ? null : Json.value(payload);
    }

    private static String frame(RandomJson random) {
        boolean request = random.below(2) == 0;
        List<String> data = new ArrayList<>(List.of(request ? "\"url\":" + random.text()
                : "\"message\":" + random.text() + ",\"status\":" + random.below(600), "\"more\":" + random.value(2)));
        if (random.below(4) > 0) {
            data.add("\"data\" :" + random.space() + random.value(4) + random.space());
        }
        List<String> members = new ArrayList<>(List.of("\"id\":" + random.below(1_000_000),
                "\"mode\":" + (request ? 0 : 1), "\"x\":" + random.value(2), "\"data\":" + object(data, random)));
        if (random.below(2) == 0) {
            members.add("\"twoway\":" + (random.below(2) == 0));
        }
        return object(members, random);
    }

    private static String object(List<String> members, RandomJson random) {
        Collections.shuffle(members, new Random(random.below(1_000)));
        return "{" + random.space() + String.join(random.space() + ",", members) + "}";
    }
}
