package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads for the engine's own work. */
@Timeout(20)
class TaskPoolTest {

    private final MadeThreads made = new MadeThreads();
    private final TaskPool pool = new TaskPool(made, 2);

    @Test
    void aTaskThatFailsEndsNothing() throws Exception {
        CountDownLatch ran = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            pool.execute(() -> {
                ran.countDown();
                throw new StackOverflowError("expected by this test");
            });
        }
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(made.count()).isLessThanOrEqualTo(2);
    }

    @Test
    void itsThreadsEndWhenItIsClosedAndTasksAreTakenAllTheSame() throws Exception {
        CountDownLatch ran = new CountDownLatch(2);
        pool.execute(ran::countDown);
        pool.close();
        pool.execute(ran::countDown);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        made.awaitEnd();
    }

    @Test
    void aThreadThatCannotBeMadeIsARejection() {
        TaskPool poor = new TaskPool(task -> {
            throw new OutOfMemoryError("unable to create native thread, expected by this test");
        }, 2);
        assertThatThrownBy(() -> poor.execute(() -> {
        })).isInstanceOf(RejectedExecutionException.class).hasMessageContaining("unable to create native thread");
    }
}
