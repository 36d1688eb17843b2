package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallReportTest {

    private static final String ROW = "{\"namespace\":\"payments\",\"count\":100,\"failed\":5,\"p50\":1280,\"p99\":40960}";
    private static final String REPORT = "{\"millis\":10000,\"calls\":[" + ROW + "],\"served\":["
            + ROW.replace("payments", "*") + "]}";

    @Test
    void aReportIsRead() {
        CallReport report = CallReport.read(REPORT, 7);
        assertThat(report).isNotNull();
        assertThat(report.size()).isEqualTo(2);
        assertThat(report.isCalled(0)).isTrue();
        assertThat(report.isCalled(1)).isFalse();
        assertThat(report.namespace(0)).isEqualTo("payments");
        assertThat(report.namespace(1)).isEqualTo("*");
        CallNumbers numbers = report.numbers(0);
        assertThat(numbers.rate()).isEqualTo(10);
        assertThat(numbers.failed()).isCloseTo(0.05, within(1e-6));
        assertThat(numbers.p50()).isCloseTo(1.28, within(1e-5));
        assertThat(numbers.p99()).isCloseTo(40.96, within(1e-5));
        assertThat(report.served()).isEqualTo(numbers);
    }

    /** Heartbeats may be an hour apart, and the registry knows that by the report only. */
    @ParameterizedTest
    @CsvSource({ "1, 30000", "10000, 30000", "60000, 120000", "3600000, 7200000" })
    void aReportCountsUntilTheNextOneIsOverdue(long millis, long ageMillis) {
        CallReport report = CallReport.read(REPORT.replace("10000", String.valueOf(millis)), 7);
        long age = TimeUnit.MILLISECONDS.toNanos(ageMillis);
        assertThat(report.isOld(7 + age)).isFalse();
        assertThat(report.isOld(8 + age)).isTrue();
    }

    @Test
    void aRateIsBounded() {
        CallNumbers numbers = CallReport.read(REPORT.replace("10000", "1"), 0).numbers(0);
        assertThat(numbers.rate()).as("a time below a second counts as one").isEqualTo(100);
        CallNumbers many = CallReport.read(REPORT.replace(":100,", ":1000000000,").replace(":5,", ":500000000,"), 0)
                .numbers(0);
        assertThat(many.rate()).isEqualTo(1_000_000);
        assertThat(many.failed()).isCloseTo(0.5, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"millis\":\"x\"}", "{\"more\":[1,2]}" })
    void withoutCallsThereIsNone(String payload) {
        assertThat(CallReport.read(payload, 0)).isNull();
    }

    @Test
    void unknownMembersAreIgnored() {
        assertThat(CallReport.read(REPORT.replace("\"count\"", "\"more\":{\"x\":[null]},\"count\""), 0)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "x", "null", "1", "[]", "\"calls\"", "{\"calls\":[]}",
            "{\"millis\":10000,\"calls\":{}}",
            "{\"millis\":10000,\"calls\":null}", "{\"millis\":10000,\"calls\":[1]}",
            "{\"millis\":10000,\"calls\":[{}]}",
            "{\"millis\":10000,\"calls\":[null]}", "{\"millis\":0,\"calls\":[]}", "{\"millis\":-1,\"calls\":[]}",
            "{\"millis\":1e99999999,\"calls\":[]}", "{\"millis\":1e-99999999,\"calls\":[]}",
            "{\"millis\":3600001,\"served\":[]}", "{\"millis\":1.5,\"served\":[]}",
            "{\"millis\":\"1\",\"served\":[]}" })
    void anotherShapeIsRefused(String payload) {
        assertThatThrownBy(() -> CallReport.read(payload, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"payments\" to \"\"", "\"payments\" to \"a b\"", "\"payments\" to \"<script>\"",
            "\"payments\" to \"**\"", "\"payments\" to \"..\"", "\"payments\" to 7", "\"payments\" to null",
            "100 to 0", "100 to -1", "100 to 1000000001", "100 to 1e9999", "100 to \"100\"", "100 to 100.5",
            "5 to 101", "5 to -1", "1280 to -1", "1280 to 3600000001", "40960 to 1e400", "40960 to null",
            "\"p99\" to \"p98\"", "\"count\" to \"counts\"" })
    void aMemberOutOfItsBoundsIsRefused(String change) {
        String[] parts = change.split(" to ", 2);
        String payload = "{\"millis\":10000,\"calls\":[" + ROW.replace(":" + parts[0], ":" + parts[1])
                .replace(parts[0] + ":", parts[1] + ":") + "]}";
        assertThat(payload).isNotEqualTo("{\"millis\":10000,\"calls\":[" + ROW + "]}");
        assertThatThrownBy(() -> CallReport.read(payload, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNamespaceIsThereOnceAndNotMoreThan21Are() {
        assertThatThrownBy(() -> CallReport.read("{\"millis\":10000,\"calls\":[" + ROW + "," + ROW + "]}", 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(CallReport.read(rows(21), 0).size()).isEqualTo(21);
        assertThatThrownBy(() -> CallReport.read(rows(22), 0)).hasMessageContaining("21 namespaces");
    }

    private static String rows(int count) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append(i == 0 ? "" : ",").append(ROW.replace("payments", "service" + i));
        }
        return "{\"millis\":10000,\"served\":[" + rows + "]}";
    }

    @Test
    void aLongReportIsNotEvenParsed() {
        assertThatThrownBy(() -> CallReport.read("[".repeat(CallReport.MAX_CHARS + 1), 0))
                .hasMessageContaining("8192 characters");
    }

    /** Whatever bytes of a report are changed: it is read within its bounds, or refused by one kind of exception. */
    @Test
    void changedReportsAreReadWithinBoundsOrRefused() {
        Random random = new Random(7);
        String alphabet = "{}[]\",:0123456789eE+-.*abcnulltrue \\u\u0000\u00e9\ud800";
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(REPORT);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            CallReport report;
            try {
                report = CallReport.read(text.toString(), 0);
            } catch (IllegalArgumentException refused) {
                continue;
            }
            for (int row = 0; report != null && row < report.size(); row++) {
                CallNumbers numbers = report.numbers(row);
                assertThat(numbers.rate()).isPositive().isFinite();
                assertThat(numbers.failed()).isBetween(0.0, 1.0);
                assertThat(numbers.p50()).isBetween(0.0, 3_600_000.0);
                assertThat(numbers.p99()).isBetween(0.0, 3_600_000.0);
                read++;
            }
        }
        assertThat(read).as("the changes are not so many that nothing is read").isGreaterThan(5_000);
    }
}
