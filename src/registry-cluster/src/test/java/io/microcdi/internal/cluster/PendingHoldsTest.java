package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PendingHoldsTest {

    private final PendingHolds acts = new PendingHolds();

    @Test
    void actsThatWaitAreToldTogether() {
        assertThat(acts.add("one\n")).as("the first").isTrue();
        assertThat(acts.add("two\n")).isFalse();
        assertThat(acts.take()).containsExactly("one\ntwo\n");
        assertThat(acts.take()).isEmpty();
        assertThat(acts.add("three\n")).as("the first again").isTrue();
    }

    @Test
    void actsThatWaitAreBounded() {
        String act = "x".repeat(99) + "\n";
        for (int i = 0; i < 3 * PendingHolds.MAX_WAITING; i++) {
            assertThat(acts.add(act)).isEqualTo(i == 0);
        }
        assertThat(acts.take()).hasSize(2).allMatch(text -> text.length() <= 60_000)
                .satisfies(texts -> assertThat(String.join("", texts)).hasSize(100 * PendingHolds.MAX_WAITING));
        assertThat(acts.count()).as("all are told once more").isEqualTo(3L * PendingHolds.MAX_WAITING);
    }
}
