package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbProperty;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.RawJson;
import io.microcdi.testing.Json;
import io.microcdi.testing.Recording;

/** Payloads that travel with a correlation id, and the payload that a handler gets (wire, The correlation id). */
class CorrelatedPayloadTest {

    private static final String ID = "f168687c-cb21-4a02-a04e-4e8ce164e353";

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = { "null | {\"_correlationId\":ID,\"data\":null}",
            "\"plain\" | {\"_correlationId\":ID,\"data\":\"plain\"}", "\"\" | {\"_correlationId\":ID,\"data\":\"\"}",
            "\"{_correlationId}\" | {\"_correlationId\":ID,\"data\":\"{_correlationId}\"}",
            "0 | {\"_correlationId\":ID,\"data\":0}", "-1.5e3 | {\"_correlationId\":ID,\"data\":-1.5e3}",
            "true | {\"_correlationId\":ID,\"data\":true}", "false | {\"_correlationId\":ID,\"data\":false}",
            "[] | {\"_correlationId\":ID,\"data\":[]}",
            "[{\"_correlationId\":\"x\"}] | {\"_correlationId\":ID,\"data\":[{\"_correlationId\":\"x\"}]}",
            "{} | {\"_correlationId\":ID}", "{ } | {\"_correlationId\":ID}",
            "{\"a\":1,\"b\":[2]} | {\"a\":1,\"b\":[2],\"_correlationId\":ID}",
            "{\"data\":1} | {\"data\":1,\"_correlationId\":ID}",
            "{\"in\":{\"_correlationId\":\"x\"}} | {\"in\":{\"_correlationId\":\"x\"},\"_correlationId\":ID}",
            "{\"say\":\"_correlationId\"} | {\"say\":\"_correlationId\",\"_correlationId\":ID}",
            "{\"_correlationid\":\"x\"} | {\"_correlationid\":\"x\",\"_correlationId\":ID}",
            "{\"__correlationId\":\"x\"} | {\"__correlationId\":\"x\",\"_correlationId\":ID}" })
    void anIdIsAddedWhereThereIsNone(String payload, String travels) {
        String written = CorrelatedPayload.inject(payload, ID);
        assertThat(Json.value(written)).isEqualTo(Json.value(travels.replace("ID", "\"" + ID + "\"")));
        assertThat(CorrelatedPayload.idOf(written)).isEqualTo(ID);
    }

    @Test
    void anAbsentPayloadIsTheIdAlone() {
        assertThat(CorrelatedPayload.inject(null, ID)).isEqualTo("{\"_correlationId\":\"" + ID + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"\"", "null", "false", "0", "-0", "0.0", "0e5" })
    void anEmptyIdIsReplacedInItsPlace(String empty) {
        String payload = "{\"a\":1,\"_correlationId\": " + empty + " ,\"b\":\"" + empty.replace("\"", "") + "\"}";
        assertThat(CorrelatedPayload.idOf(payload)).isNull();
        assertThat(CorrelatedPayload.inject(payload, ID)).isEqualTo(payload.replace(": " + empty + " ,",
                ": \"" + ID + "\" ,"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = { "{\"_correlationId\":\"trace-1\",\"v\":2} | trace-1",
            "{\"v\":{\"_correlationId\":\"no\"},\"_correlationId\":\"yes\"} | yes",
            "{ \"v\":2, \"_correlationId\" : \"a\\u0062\\\"\" } | ab\"", "{\"_correlationId\":17} | 17",
            "{\"_correlationId\":true} | true", "{\"_correlationId\":\"0\"} | 0", "{\"_correlationId\":\" \"} | ` `",
            "{\"_correlation\\u0049d\":\"escaped\"} | escaped" })
    void anObjectWithAnIdTravelsUnchanged(String payload, String id) {
        assertThat(CorrelatedPayload.inject(payload, ID)).isEqualTo(payload);
        assertThat(CorrelatedPayload.idOf(payload)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "0", "[]", "\"_correlationId\"", "[{\"_correlationId\":\"x\"}]", "{}",
            "{\"a\":{\"_correlationId\":\"x\"}}", "{\"a\":\"_correlationId\"}", "{\"a\":[\"_correlationId\"]}" })
    void onlyAMemberOfThePayloadItselfIsAnId(String payload) {
        assertThat(CorrelatedPayload.idOf(payload)).isNull();
    }

    @Test
    void nothingHasNoId() {
        assertThat(CorrelatedPayload.idOf(null)).isNull();
    }

    @Test
    void anIdIsQuotedAsItMustBe() {
        String written = CorrelatedPayload.inject("1", "a\"b\n");
        assertThat(CorrelatedPayload.idOf(written)).isEqualTo("a\"b\n");
        assertThat(Json.value(written).asJsonObject().getString("_correlationId")).isEqualTo("a\"b\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "\"plain\"", "42", "-1.5", "true", "[1,[2]]", "[]", "{\"a\":1}" })
    void aWrappedPayloadIsUnwrappedForATypeWithoutMembers(String payload) {
        String wrapped = "{\"_correlationId\":\"" + ID + "\",\"data\":" + payload + "}";
        String turned = "{\"data\": " + payload + " ,\"_correlation\\u0049d\":\"" + ID + "\"}";
        for (Type type : List.of(String.class, List.class, int[].class)) {
            assertThat(CorrelatedPayload.unwrap(wrapped, type)).isEqualTo(payload);
            assertThat(CorrelatedPayload.unwrap(turned, type)).isEqualTo(payload);
        }
        for (Type type : List.of(JsonObject.class, JsonValue.class, Object.class, RawJson.class)) {
            assertThat(CorrelatedPayload.unwrap(wrapped, type)).isEqualTo(wrapped);
        }
    }

    @Test
    void anIdAloneIsAnAbsentPayload() {
        assertThat(CorrelatedPayload.unwrap("{\"_correlationId\":\"x\"}", String.class)).isNull();
        assertThat(CorrelatedPayload.unwrap("{\"_correlationId\":\"x\"}", Map.class)).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"data\":1}", "{\"data\":\"_correlationId\"}",
            "{\"data\":{\"_correlationId\":\"x\"}}",
            "[\"_correlationId\"]", "\"_correlationId\"", "1", "null" })
    void aPayloadWithoutWrapperIsUnchanged(String payload) {
        assertThat(CorrelatedPayload.unwrap(payload, String.class)).isEqualTo(payload);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{\"a\":1,\"_correlationId\":\"x\"} | {\"a\":1}",
            "{\"_correlationId\":\"x\",\"a\":1 , \"b\" : [2]} | {\"a\":1,\"b\" : [2]}",
            "{\"_correlationId\":\"x\",\"data\":1,\"more\":2} | {\"data\":1,\"more\":2}",
            "{\"_correlationId\":\"x\",\"data\":{\"a\":1}} | {\"data\":{\"a\":1}}",
            "{\"_correlationId\":\"x\",\"data\":\"text\"} | {\"data\":\"text\"}",
            "{\"_correlationId\":\"x\",\"data\":null} | null" })
    void theIdIsNoMemberOfAMap(String payload, String seen) {
        assertThat(CorrelatedPayload.unwrap(payload, Map.class)).isEqualTo(seen);
        assertThat(CorrelatedPayload.unwrap(payload, JsonObject.class)).isEqualTo(payload);
    }

    /** A value whose one member is called as that of the wrapper. */
    public static final class Envelope {
        public Object data;
    }

    /** The same, which can only be set. */
    public static final class OnlySet {
        public void setData(Object data) {
            throw new IllegalStateException("no code of the class is run to find out");
        }
    }

    /** The same under another name. */
    public record Renamed(@JsonbProperty("data") Object content) {
    }

    /** The same as a record. */
    public record Wrapper(Object data) {
    }

    /** The same, inherited. */
    public static class MoreSpecial extends Special {
    }

    /** The parent of one. */
    public static class Special {
        private Object data;

        public Object getData() {
            return data;
        }
    }

    /** A value without such a member. */
    public static final class Other {
        public String name;
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"text\"", "5", "[7]", "true" })
    void anObjectWithTheOneMemberDataIsAValueWhereTheTypeHasIt(String data) {
        String object = "{\"data\":" + data + "}";
        String payload = "{\"_correlationId\":\"x\",\"data\":" + data + "}";
        assertThat(CorrelatedPayload.unwrap(payload, Envelope.class)).isEqualTo(object);
        assertThat(CorrelatedPayload.unwrap(payload, Map.class)).isEqualTo(object);
        for (Type type : List.of(OnlySet.class, Renamed.class, Wrapper.class, MoreSpecial.class)) {
            assertThat(CorrelatedPayload.unwrap(payload, type)).as(type.toString()).isEqualTo(object);
        }
        assertThat(CorrelatedPayload.unwrap(payload, Other.class)).as("never an empty object").isEqualTo(data);
        assertThat(CorrelatedPayload.unwrap(payload, String.class)).isEqualTo(data);
    }

    @Test
    void nothingStaysNothing() {
        assertThat(CorrelatedPayload.unwrap(null, String.class)).isNull();
    }

    /** The Node.js package has put these ids in: where it does, we find them, and add no second one. */
    @Test
    void recordedPayloadsKeepTheirIds() {
        List<String> payloads = Recording.frames().stream().filter(frame -> frame.contains("_correlationId"))
                .map(frame -> Json.value(frame).asJsonObject().getJsonObject("data").get("data").toString()).toList();
        assertThat(payloads).hasSizeGreaterThan(20).allSatisfy(payload -> {
            assertThat(CorrelatedPayload.idOf(payload)).isNotEmpty();
            assertThat(CorrelatedPayload.inject(payload, ID)).isEqualTo(payload);
        });
    }

    /** Of an application that is undeployed, where a library is shared. */
    @Test
    void aTypeIsCollectedThoughItsPayloadsWereUnwrapped() {
        WeakReference<Class<?>> type = unwrapAsTypeOfItsOwnLoader();
        for (int i = 0; i < 100 && type.get() != null; i++) {
            System.gc();
        }
        assertThat(type.get()).isNull();
    }

    private static WeakReference<Class<?>> unwrapAsTypeOfItsOwnLoader() {
        ClassLoader loader = new ClassLoader(Runnable.class.getClassLoader()) {
        };
        Class<?> type = Proxy.newProxyInstance(loader, new Class<?>[] { Runnable.class }, (proxy, method, args) -> null)
                .getClass();
        CorrelatedPayload.unwrap("{\"_correlationId\":\"a\",\"data\":1}", type);
        return new WeakReference<>(type);
    }
}
