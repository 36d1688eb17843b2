package io.microcdi.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.Registration;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** How a handler is told to stop: by an interrupt while it runs, and by what it asked for. */
@Timeout(120)
class CancellationTest {

    private final Cancellation signal = new Cancellation(Runnable::run);
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void thisThreadIsNotInterrupted() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void actionsRunOnceInTheirOrder() {
        signal.onStop(() -> ran.add("a"));
        signal.onStop(() -> ran.add("b"));
        assertThat(signal.isStopped()).isFalse();
        signal.stop();
        signal.stop();
        assertThat(signal.isStopped()).isTrue();
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void anActionAfterTheFactRunsAtOnce() {
        signal.stop();
        signal.onStop(() -> ran.add("late")).close();
        assertThat(ran).containsExactly("late");
    }

    @Test
    void anActionThatWasForgottenDoesNotRun() {
        Registration registration = signal.onStop(() -> ran.add("a"));
        signal.onStop(() -> ran.add("b"));
        registration.close();
        registration.close();
        signal.stop();
        assertThat(ran).containsExactly("b");
    }

    @Test
    void actionsRunOnTheExecutor() {
        List<Runnable> handed = new ArrayList<>();
        Cancellation away = new Cancellation(handed::add);
        away.onStop(() -> ran.add("a"));
        away.stop();
        assertThat(ran).isEmpty();
        handed.forEach(Runnable::run);
        assertThat(ran).containsExactly("a");
    }

    @Test
    void noActionIsLostWhereTheExecutorIsBusyAndOneFails() {
        Cancellation busy = new Cancellation(new AbortActions(task -> {
            throw new RejectedExecutionException("busy");
        }, new TestTimer()));
        busy.onStop(() -> {
            ran.add("a");
            throw new NoClassDefFoundError("expected by this test");
        });
        busy.onStop(() -> ran.add("b"));
        busy.stop();
        assertThat(ran).containsExactly("a", "b");
    }

    /** A peer can cause as many as it likes, by a request and an abort, and the text may be its own. */
    @Test
    void oneFailureInASecondIsLoggedInOneLine() {
        TestTimer timer = new TestTimer();
        AbortActions actions = new AbortActions(Runnable::run, timer);
        try (LogCapture log = new LogCapture("io.microcdi.route")) {
            for (int i = 0; i < 100; i++) {
                fail(actions);
            }
            assertThat(log.messages()).singleElement().asString().startsWith("MICRO001500: ").contains(" 0 such");
            timer.advanceMillis(1_000);
            fail(actions);
            assertThat(log.messages()).hasSize(2).last().asString().contains(" 99 such");
            assertThat(log.failures()).hasSize(2)
                    .allSatisfy(failure -> assertThat(failure.toString()).contains("order 7").doesNotContain("\n"));
        }
    }

    private static void fail(AbortActions actions) {
        Cancellation signal = new Cancellation(actions);
        signal.onStop(() -> {
            throw new IllegalStateException("no order 7\nforged");
        });
        signal.stop();
    }

    @Test
    void aRunThatWasStoppedBeforeDoesNotBegin() {
        signal.stop();
        assertThat(signal.begin()).isFalse();
    }

    @Test
    void aRunningHandlerIsInterruptedAndTheInterruptEndsWithIt() {
        assertThat(signal.begin()).isTrue();
        signal.stop();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        signal.end();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aHandlerThatHasEndedIsNotInterrupted() {
        signal.begin();
        signal.end();
        signal.stop();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptOfSomebodyElseIsNotSwallowed() {
        signal.begin();
        Thread.currentThread().interrupt();
        signal.end();
        assertThat(Thread.interrupted()).isTrue();
    }

    /** The race that a leak would come from: stop() and end() at the same moment, again and again. */
    @Test
    void anInterruptNeverReachesWhatTheThreadDoesNext() throws Exception {
        int rounds = 5_000;
        CyclicBarrier together = new CyclicBarrier(2);
        AtomicReference<Cancellation> current = new AtomicReference<>();
        AtomicInteger leaked = new AtomicInteger();
        Thread handler = new Thread(() -> {
            for (int i = 0; i < rounds; i++) {
                Cancellation mine = new Cancellation(Runnable::run);
                current.set(mine);
                mine.begin();
                meet(together);
                mine.end();
                if (Thread.interrupted()) {
                    leaked.incrementAndGet();
                }
                meet(together);
            }
        });
        handler.start();
        for (int i = 0; i < rounds; i++) {
            meet(together);
            current.get().stop();
            meet(together);
        }
        handler.join();
        assertThat(leaked).hasValue(0);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("an interrupt reached what the thread did next", e);
        }
    }

    @Test
    void aBlockedHandlerIsWoken() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread handler = new Thread(() -> {
            signal.begin();
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
            signal.end();
        });
        handler.start();
        begun.await();
        signal.stop();
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        handler.join();
    }

    @Test
    void aStageIsCancelled() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        signal.watch(stage, () -> {
        });
        signal.stop();
        assertThat(stage).isCancelled();
    }

    @Test
    void aStageOfAStoppedHandlerIsCancelledAtOnce() {
        signal.stop();
        CompletableFuture<String> stage = new CompletableFuture<>();
        signal.watch(stage, () -> {
        });
        assertThat(stage).isCancelled();
    }

    @Test
    void aStageThatEndedIsLeftAlone() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        signal.watch(stage, () -> {
        });
        stage.complete("done");
        signal.stop();
        assertThat(stage).isCompletedWithValue("done");
    }

    @Test
    void aStageThatCannotBeCancelledRunsToItsEnd() {
        CompletableFuture<String> source = new CompletableFuture<>();
        signal.watch(source.minimalCompletionStage(), () -> {
        });
        signal.stop();
        assertThat(source.complete("done")).isTrue();
    }
}
