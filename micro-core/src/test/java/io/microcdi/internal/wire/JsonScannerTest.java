package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.Json;

/** The grammar of JSON (RFC 8259), and how the walk goes over it. */
class JsonScannerTest {

    private final JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = { "null", "true", "false", "0", "-0", "7", "-7", "120", "1.5", "-0.001", "1e5", "1E5",
            "1e+5",
            "1e-05", "0e0", "0.0e0", "\"\"", "\"a\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\\uFfFf\"",
            "\"\u00e9\u4e2d\ud83d\ude00\"", "\"\\ud800\"", "\"\u007f\u2028\"", "[]", "[ ]", "{}", "{ }", "[1]", "[1,2]",
            "[[],{},[[]]]", "{\"a\":1}", "{\"\":0}", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":[null,{\"c\":[]}]},\"d\":0}",
            " \t\r\n[ \t1\r, \n2 ] ", "{ \"a\" : 1 , \"b\" : [ ] }" })
    void acceptsWhatIsJson(String text) {
        assertThat(Json.valueOrNull(text)).as("the value by JSON-P").isNotNull();
        walk(text);
        assertThat(scanner.violation()).isNull();
        assertThat(scanner.position()).isEqualTo(text.length());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "\u00a0", "\ufeff1", "nul", "nulll", "True", "NaN", "Infinity", "undefined", "+1",
            "01", "-01", "00", "-", "--1", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1e5.0", "0x10", "1_000", "1 2", "a",
            "\u0661", "'a'", "\"", "\"a", "\"\\\"", "\"\\", "\"\\x\"", "\"\\u\"", "\"\\u12\"", "\"\\u12g4\"",
            "\"\\u123\"", "\"\\u\u0010\u0011\u0012\u0013\"", "\"\\u\uff11\uff12\uff13\uff14\"", "\"\\U0041\"",
            "\"a\nb\"", "\"\u0000\"", "\"\u001f\"", "\"a\"b", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]",
            "[1;2]", "[}", "[1}", "{", "}", "{]", "{\"a\":1]", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{\"a\":1,}", "{,}",
            "{\"a\":1 \"b\":2}", "{a:1}", "{1:1}", "{null:1}", "{\"a\":1}}", "[]]", "[] []", "{}{}", "null,", "1\u0000",
            "/*c*/1", "1//c" })
    void refusesWhatIsNot(String text) {
        assertThatThrownBy(() -> walk(text)).isInstanceOf(JsonSyntaxException.class).hasMessageContaining("at offset");
    }

    @ParameterizedTest
    @ValueSource(strings = { "[1", "{\"a\":[", "\"open", "{\"a\"", "[[[" })
    void saysWhereTheTextEndedEarly(String text) {
        assertThatThrownBy(() -> walk(text)).hasMessageEndingWith("at offset " + text.length());
    }

    @Test
    void everyBeginningOfATextIsRefused() {
        String text = "{\"id\":10,\"a\":[true,\"\\u00e9\\n\",{\"b\":-1.5e+3}],\"c\":null}";
        for (int end = 0; end < text.length(); end++) {
            String cut = text.substring(0, end);
            assertThatThrownBy(() -> walk(cut)).as(cut).isInstanceOf(JsonSyntaxException.class);
        }
    }

    @Test
    void aScannerIsUsedAgainAfterAnError() {
        assertThatThrownBy(() -> walk("{\"a\":[[[\"")).isInstanceOf(JsonSyntaxException.class);
        walk("[".repeat(64) + "]".repeat(64));
        assertThat(scanner.violation()).isNull();
    }

    @Test
    void namesAndStringsAreUnescaped() {
        scanner.reset(" {\"\\u0069d\" : \"a\\tb\" , \"n\" : [ \"x\" , \"\\ud83d\\ude00\" ] } ");
        scanner.enter('{');
        assertThat(scanner.nextMember(true)).isTrue();
        assertThat(scanner.name()).isEqualTo("id");
        assertThat(scanner.string()).isEqualTo("a\tb");
        assertThat(scanner.nextMember(false)).isTrue();
        assertThat(scanner.name()).isEqualTo("n");
        scanner.enter('[');
        assertThat(scanner.nextElement(true)).isTrue();
        assertThat(scanner.string()).isEqualTo("x");
        assertThat(scanner.nextElement(false)).isTrue();
        assertThat(scanner.string()).isEqualTo("\ud83d\ude00");
        assertThat(scanner.nextElement(false)).isFalse();
        assertThat(scanner.nextMember(false)).isFalse();
        scanner.expectEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = { "id", "data", "namespace", "exclude", "dat", "datum", "mod", "Data", "namespaces",
            "excluded",
            "" })
    void aNameIsWhatStandsThereWhetherItIsUsualOrNot(String name) {
        scanner.reset("{\"" + name + "\":1}");
        scanner.enter('{');
        scanner.nextMember(true);
        assertThat(scanner.name()).isEqualTo(name);
        assertThat(scanner.skipValue()).isEqualTo(name.length() + 4);
    }

    @Test
    void aSkippedValueIsCutOutWithoutTheSpaceAroundIt() {
        String text = "{\"a\": \t[1, {\"b\": \"]\"}] \n, \"c\":-1.5 }";
        scanner.reset(text);
        scanner.enter('{');
        scanner.nextMember(true);
        scanner.name();
        assertThat(text.substring(scanner.skipValue(), scanner.position())).isEqualTo("[1, {\"b\": \"]\"}]");
        scanner.nextMember(false);
        scanner.name();
        assertThat(text.substring(scanner.skipValue(), scanner.position())).isEqualTo("-1.5");
        assertThat(scanner.nextMember(false)).isFalse();
        scanner.expectEnd();
    }

    private void walk(String text) {
        scanner.reset(text);
        scanner.skipValue();
        scanner.expectEnd();
    }
}
