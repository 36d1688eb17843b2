package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

/** A future of the application ends, whatever its executor does. */
class CallbackStageTest {

    @Test
    void theFutureEndsThoughTheExecutorFails() {
        CompletableFuture<String> engines = new CompletableFuture<>();
        CompletableFuture<String> handedOut = CallbackStage.of(engines, task -> {
            throw new NullPointerException("expected by this test");
        });
        engines.complete("done");
        assertThat(handedOut).isCompletedWithValue("done");
    }

    @Test
    void aTaskThatHasBegunDoesNotRunAgain() {
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() -> CallbackStage.run(() -> {
            runs.incrementAndGet();
            throw new IllegalStateException("expected by this test");
        }, Runnable::run)).isInstanceOf(IllegalStateException.class);
        assertThat(runs).hasValue(1);
    }
}
