package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.bind.JsonbBuilder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallDetails;
import io.microcdi.internal.concurrent.SystemTimer;
import io.microcdi.internal.json.PayloadCodec;

/** A thread that waits and is interrupted: it learns of it once, by the exception or by its flag. */
class BlockingOutcomeTest {

    private final ResponseDecoder answers = new ResponseDecoder(new PayloadCodec(JsonbBuilder.create()),
            () -> CallDetails.NONE);
    private final BlockingOutcome outcome = new BlockingOutcome(new SystemTimer(Thread::new, Runnable::run));

    @AfterEach
    void forget() {
        Thread.interrupted();
    }

    @Test
    void anInterruptThatGivesTheCallUpIsTheException() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> outcome.await(answers, Integer.class,
                () -> outcome.failed(new CallAbortedException("Abort", CallDetails.NONE, false, null))))
                .isInstanceOf(CallAbortedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void oneThatComesTooLateStays() {
        Thread.currentThread().interrupt();
        assertThat(outcome.<Integer>await(answers, Integer.class, () -> outcome.succeeded("7"))).isEqualTo(7);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}
