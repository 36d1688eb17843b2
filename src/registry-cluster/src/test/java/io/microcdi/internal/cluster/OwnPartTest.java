package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.registry.Replication.Removal;

class OwnPartTest {

    private static final int MAX_REMOVALS = 100_000;

    private final OwnPart own = new OwnPart();

    private static Removal removal(int number) {
        return new Removal("payments", "10.0.0.1:" + number, "gone");
    }

    @Test
    void ofSeveralChangesOfOneInstanceTheLastOneIsSent() throws Exception {
        own.put(Member.entry(1, 0));
        own.put(Member.entry(1, 1));
        own.put(Member.entry(2, 0));
        own.remove(removal(2));
        OwnPart.Changes changes = own.next(0);
        assertThat(changes.number()).isEqualTo(1);
        assertThat(changes.put()).containsExactly(Member.entry(1, 1));
        assertThat(changes.removed()).containsExactly(removal(2));
        assertThat(own.next(0).number()).as("nothing changed").isEqualTo(1);
        assertThat(own.whole().entries()).containsExactly(Member.entry(1, 1));
    }

    /** The part that makes up for lost removals has a number of its own, since others ignore a number that they know. */
    @Test
    void removalsThatAreLeftOutMakeAGapInTheNumbers() throws Exception {
        own.put(Member.entry(1, 0));
        assertThat(own.next(0).number()).isEqualTo(1);
        for (int i = 0; i <= MAX_REMOVALS; i++) {
            own.remove(removal(i));
        }
        assertThat(own.hasOverflown()).isTrue();
        assertThat(own.hasOverflown()).as("once").isFalse();
        assertThat(own.whole().number()).isGreaterThan(1);
        assertThat(own.whole().entries()).isEmpty();
        assertThat(own.next(0).number()).as("the number of the next change").isGreaterThan(2);
    }
}
