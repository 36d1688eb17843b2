package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.LogCapture;

/** Threads for the engine's own work. */
@Timeout(120)
class TaskPoolTest {

    private final MadeThreads made = new MadeThreads();
    private final TaskPool pool = new TaskPool(made, 2);

    /** A failure is logged after its task has counted: the next test would see it. */
    @AfterEach
    void everyThreadEnds() {
        pool.close();
        made.awaitEnd();
    }

    @Test
    void aTaskThatFailsEndsNothing() throws Exception {
        CountDownLatch ran = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            pool.execute(() -> {
                ran.countDown();
                throw new StackOverflowError("expected by this test");
            });
        }
        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made.count()).isLessThanOrEqualTo(2);
    }

    /** The text of an exception may come from a peer. */
    @Test
    void aTaskThatFailsIsLoggedInOneLine() throws Exception {
        try (LogCapture log = new LogCapture("io.microcdi.concurrent")) {
            TaskPool one = new TaskPool(made, 1);
            CountDownLatch ran = new CountDownLatch(1);
            one.execute(() -> {
                throw new IllegalStateException("no order 7\nforged");
            });
            one.execute(ran::countDown);
            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(log.failures()).singleElement()
                    .satisfies(failure -> assertThat(failure.toString()).contains("order 7").doesNotContain("\n"));
            one.close();
        }
    }

    @Test
    void itsThreadsEndWhenItIsClosedAndTasksAreTakenAllTheSame() throws Exception {
        CountDownLatch ran = new CountDownLatch(2);
        pool.execute(ran::countDown);
        pool.close();
        pool.execute(ran::countDown);
        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
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

    /** A process at its limit of threads must not close links because one more could not be made for them. */
    @Test
    void withoutAFurtherThreadATaskWaitsForThoseThereAre() throws Exception {
        AtomicInteger threads = new AtomicInteger();
        TaskPool poor = new TaskPool(task -> {
            if (threads.incrementAndGet() > 1) {
                throw new OutOfMemoryError("unable to create native thread, expected by this test");
            }
            return made.newThread(task);
        }, 2);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(2);
        poor.execute(() -> {
            await(go);
            ran.countDown();
        });
        poor.execute(ran::countDown);
        go.countDown();
        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).hasValueGreaterThan(1);
        poor.close();
        made.awaitEnd();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
