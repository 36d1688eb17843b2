package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.microcdi.registry.DepartureView;

class DeparturesTest {

    private final Departures departures = new Departures();

    @Test
    void theLastTenThousandAreRecognisedByAllOfTheirNames() {
        String name = "n".repeat(128);
        for (int port = 1; port <= 10_001; port++) {
            departures.recognise(name, "10.0.0.5:" + port);
        }
        assertThat(departures.has(name, "10.0.0.5:1")).as("the oldest").isFalse();
        for (int port = 2; port <= 10_001; port++) {
            assertThat(departures.has(name, "10.0.0.5:" + port)).as("port %d", port).isTrue();
        }
        assertThat(departures.has("m" + name.substring(1), "10.0.0.5:2")).isFalse();
        assertThat(departures.has("", "10.0.0.5:2")).isFalse();
        assertThat(departures.has(name, "10.0.0.5:10002")).isFalse();
    }

    @Test
    void oneThatComesBackIsTheNewestAgain() {
        departures.recognise("payments", "first");
        for (int i = 1; i < 10_000; i++) {
            departures.recognise("payments", "other-" + i);
        }
        departures.recognise("payments", "first");
        departures.recognise("payments", "last");
        assertThat(departures.has("payments", "first")).isTrue();
        assertThat(departures.has("payments", "other-1")).isFalse();
    }

    @Test
    void theLastHundredAreListedAndNotRecognisedByThat() {
        for (int i = 0; i < 101; i++) {
            departures.add(new DepartureView("payments", "key-" + i, Instant.EPOCH, "gone"));
        }
        assertThat(departures.list()).hasSize(100).first()
                .satisfies(newest -> assertThat(newest.key()).isEqualTo("key-100"));
        assertThat(departures.has("payments", "key-100")).isFalse();
    }
}
