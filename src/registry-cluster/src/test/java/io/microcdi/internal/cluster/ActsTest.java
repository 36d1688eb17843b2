package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActsTest {

    private final Acts acts = new Acts();

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
        for (int i = 0; i < 3 * Acts.MAX_WAITING; i++) {
            assertThat(acts.add(act)).isEqualTo(i == 0);
        }
        assertThat(acts.take()).hasSize(2).allMatch(text -> text.length() <= 60_000)
                .satisfies(texts -> assertThat(String.join("", texts)).hasSize(100 * Acts.MAX_WAITING));
        assertThat(acts.hasChanged()).as("all are told once more").isTrue();
        assertThat(acts.hasChanged()).isFalse();
    }
}
