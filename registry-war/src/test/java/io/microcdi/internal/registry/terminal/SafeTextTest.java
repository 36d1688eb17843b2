package io.microcdi.internal.registry.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

import jakarta.json.Json;
import jakarta.json.JsonReader;

import org.junit.jupiter.api.Test;

/** Texts from outside cannot control the terminal. */
class SafeTextTest {

    private static final String ESC = "\u001b";

    @Test
    void controlCodesAndMarksOfDirectionAreWrittenByTheirNumbers() {
        assertThat(SafeText.line("a" + ESC + "[2J\r\n\u009b\u202e\ud800\u2028b")).isEqualTo(
                "a\\u{1b}[2J\\u{d}\\u{a}\\u{9b}\\u{202e}\\u{d800}\\u{2028}b");
        assertThat(SafeText.line("grüße 支付 €")).isEqualTo("grüße 支付 €");
    }

    @Test
    void jsonStaysTheSameJson() {
        String hostile = "{\"a\":\"x\u009b2J\u202ey\",\n\"b\":1.0E5}";
        String safe = SafeText.json(hostile);
        assertThat(safe).isEqualTo("{\"a\":\"x\\u009b2J\\u202ey\",\n\"b\":1.0E5}");
        try (JsonReader before = Json.createReader(new StringReader(hostile));
                JsonReader after = Json.createReader(new StringReader(safe))) {
            assertThat(after.readObject()).isEqualTo(before.readObject());
        }
    }

    @Test
    void invisibleCharactersAreWrittenByTheirNumbers() {
        assertThat(SafeText.line("a\u200b\u200d\u2060\ufeff\u00ad\u034f\u3164\ufe0f\u2800\udb40\udd00b")).isEqualTo(
                "a\\u{200b}\\u{200d}\\u{2060}\\u{feff}\\u{ad}\\u{34f}\\u{3164}\\u{fe0f}\\u{2800}\\u{e0100}b");
    }

    /** JSON may have carriage returns and tabs between its values. */
    @Test
    void jsonWithAnyWhiteSpaceStaysTheSameJson() {
        String hostile = "{\r\n\t\"a\\\\\":\t\"\\\"\u200b\",\r\"b\":[ ]}";
        String safe = SafeText.json(hostile);
        assertThat(safe).isEqualTo("{ \n \"a\\\\\": \"\\\"\\u200b\", \"b\":[ ]}");
        try (JsonReader before = Json.createReader(new StringReader(hostile));
                JsonReader after = Json.createReader(new StringReader(safe))) {
            assertThat(after.readObject()).isEqualTo(before.readObject());
        }
    }

    @Test
    void aTableEscapesItsCellsAndAlignsItsColumns() {
        Table table = new Table("KEY", "STATE");
        table.row("10.0.0.5:8080", "healthy");
        table.row("evil" + ESC + "[0m", "");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly(
                "KEY            STATE", "10.0.0.5:8080  healthy", "evil\\u{1b}[0m  -");
    }
}
