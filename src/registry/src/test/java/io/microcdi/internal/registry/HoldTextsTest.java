package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The acts of persons as the texts that another registry sends. */
class HoldTextsTest {

    private static final String KEY = "10.0.0.5:80";
    private static final String ID = RegistryEvent.id("payments", KEY);

    private final OperatorHolds holds = new OperatorHolds();
    private final List<OperatorHolds.Change> changes = new ArrayList<>();

    private void merge(String id, String at) {
        holds.merge(id + " " + at + " draining 1700000000000 0 YWRh\n", changes::add);
    }

    /** An act here has a later time than the one before it, and the last of all times has none after it. */
    @ParameterizedTest
    @ValueSource(strings = { "9223372036854775807", "-9223372036854775808", "253402300800000" })
    void anActOfNoTimeOfOursIsRefused(String at) {
        assertThatThrownBy(() -> merge(ID, at)).isInstanceOf(IllegalArgumentException.class);
        holds.set("payments", KEY, null, Instant.now());
        assertThat(holds.texts()).hasSize(1);
    }

    @Test
    void anIdCountsInEachOfItsForms() {
        String padded = ID + "=".repeat((4 - ID.length() % 4) % 4);
        assertThat(padded).isNotEqualTo(ID);
        merge(padded, "1700000000000");
        assertThat(changes).hasSize(1);
        assertThat(holds.get("payments", KEY)).isEqualTo(changes.get(0).now());
        merge(ID, "1700000000000");
        assertThat(changes).as("the same act").hasSize(1);
    }
}
