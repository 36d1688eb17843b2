package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import jakarta.json.JsonString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.Json;

/** Strings as JSON text, written and read. */
class JsonTextTest {

    @Test
    void unpairedSurrogatesOfJsonAreEscapedAndNothingElse() {
        assertThat(JsonText.escapeUnpaired("{\"a\":\"\ud83d\ude00\u00e9\"}"))
                .isEqualTo("{\"a\":\"\ud83d\ude00\u00e9\"}");
        assertThat(JsonText.escapeUnpaired("[\"\ud83d\",\"b\ude00\",\"\ude00\ud83d\ude00c\"]"))
                .isEqualTo("[\"\\ud83d\",\"b\\ude00\",\"\\ude00\ud83d\ude00c\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "plain", "it's", "a/b", "h\u00e9llo \u4e2d\u6587", "\ud83d\ude00", "\u2028\u2029",
            "\u007f\u0085", "<script>" })
    void aTextWithoutEscapesIsWrittenUnchanged(String value) {
        assertThat(JsonText.quote(value)).isEqualTo("\"" + value + "\"");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = { "0022, \\\"", "005c, \\\\", "000a, \\n", "000d, \\r", "0009, \\t",
            "0000, \\u0000", "0008, \\u0008", "000b, \\u000b", "001b, \\u001b", "001f, \\u001f" })
    void quotesBackslashesAndControlCharactersAreEscaped(String code, String escape) {
        String character = Character.toString(Integer.parseInt(code, 16));
        assertThat(JsonText.quote(character)).isEqualTo("\"" + escape + "\"");
        assertThat(JsonText.quote("a" + character + "b")).isEqualTo("\"a" + escape + "b\"");
    }

    @Test
    void everyCharacterIsReadBackByJsonP() {
        for (char c = 0; c < 0x3000; c++) {
            String value = "<" + c + ">";
            assertThat(((JsonString) Json.value(JsonText.quote(value))).getString()).isEqualTo(value);
        }
    }

    /** UTF-8 has no bytes for half a pair: a server refuses to send it, and the whole link would end. */
    @ParameterizedTest
    @ValueSource(strings = { "\ud800", "a\udc00b", "\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00", "\ud83d\n" })
    void halfASurrogatePairIsEscapedSoThatItCanBeSent(String value) {
        String json = JsonText.quote(value);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(json)).as(json).isTrue();
        assertThat(JsonText.unescape(json, 1, json.length() - 1)).isEqualTo(value);
    }

    @Test
    void aQuotedTextIsUnescapedToTheSame() {
        Random random = new Random(4711);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                value.appendCodePoint(switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(0x20);
                    case 1 -> "\"\\/bfnrtu".charAt(random.nextInt(9));
                    case 2 -> 0x1f600 + random.nextInt(0x40);
                    default -> random.nextInt(0xffff);
                });
            }
            String json = JsonText.quote(value.toString());
            assertThat(JsonText.unescape(json, 1, json.length() - 1)).isEqualTo(value.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = { "\\\", 22", "\\\\, 5c", "\\/, 2f", "\\b, 8", "\\f, c", "\\n, a",
            "\\r, d",
            "\\t, 9", "\\u0041, 41", "\\u00e9, e9", "\\u00E9, e9", "\\ufFfF, ffff" })
    void everyEscapeIsUnderstood(String escape, String code) {
        String text = "x" + escape + "y";
        assertThat(JsonText.checkEscape(text, 1)).isEqualTo(escape.length());
        assertThat(JsonText.unescape(text, 0, text.length())).isEqualTo("x" + (char) Integer.parseInt(code, 16) + "y");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\\", "\\a", "\\'", "\\x41", "\\U0041", "\\u", "\\u004", "\\u004g", "\\u+041", "\\u 041",
            "\\u\u0010\u0010\u0010\u0010", "\\u\u0660\u0660\u0664\u0661" })
    void nothingElseIsAnEscape(String text) {
        assertThatThrownBy(() -> JsonText.checkEscape(text, 0)).isInstanceOf(JsonSyntaxException.class)
                .hasMessage("expected an escape at offset 0");
    }
}
