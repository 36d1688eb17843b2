package io.microcdi.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what tells nobody when it comes. */
final class Await {

    private static final long IDLE_LOOKS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    private Await() {
    }

    static <T> void until(Supplier<T> state, T expected) {
        long deadline = System.nanoTime() + IDLE_LOOKS;
        while (!state.get().equals(expected) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE);
        }
        assertThat(state.get()).isEqualTo(expected);
    }
}
