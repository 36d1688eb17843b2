package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** All steps run, whichever of them fails. */
class StepsTest {

    private final List<Integer> ran = new ArrayList<>();

    private void fails(int step) {
        ran.add(step);
        if (step == 2) {
            throw new NoClassDefFoundError("second");
        }
        if (step > 2) {
            throw new IllegalStateException("later");
        }
    }

    @Test
    void theFirstFailureIsThrownAfterTheLastStep() {
        assertThatThrownBy(() -> Steps.run(() -> fails(1), () -> fails(2), () -> fails(3), () -> fails(4)))
                .isInstanceOf(NoClassDefFoundError.class).hasMessage("second")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(2));
        assertThat(ran).containsExactly(1, 2, 3, 4);
    }

    @Test
    void eachElementHasItsStep() {
        assertThatThrownBy(() -> Steps.each(List.of(2, 1, 3), this::fails)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(ran).containsExactly(2, 1, 3);
    }

    /** Java refuses a failure that suppresses itself. */
    @Test
    void stepsMayFailForTheSameReason() {
        IllegalStateException same = new IllegalStateException();
        assertThatThrownBy(() -> Steps.run(() -> Steps.rethrow(same), () -> Steps.rethrow(same))).isSameAs(same);
    }
}
