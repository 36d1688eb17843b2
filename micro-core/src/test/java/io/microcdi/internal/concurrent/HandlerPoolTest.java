package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.LogCapture;
import io.microcdi.testing.Party;

/** Which thread runs a task, when a task waits, and what happens at the bounds. */
@Timeout(120)
class HandlerPoolTest {

    private final MadeThreads made = new MadeThreads();
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private HandlerPool pool = pool(8, 100);

    private HandlerPool pool(int threads, int queued) {
        return new HandlerPool(made, threads, queued, 0);
    }

    @AfterEach
    void everyThreadEnds() {
        pool.close();
        made.awaitEnd();
        assertThat(pool.threads()).isZero();
    }

    @Test
    void aTaskThatCannotBeQueuedTakesNoPlace() throws Exception {
        pool = pool(1, 0);
        assertThatThrownBy(() -> pool.execute(null)).isInstanceOf(NullPointerException.class);
        pool.execute(() -> done.add("a"));
        assertThat(next()).isEqualTo("a");
    }

    @Test
    void theLinesOfTasksThatFailAreBounded() throws Exception {
        pool = pool(1, 1_000);
        try (LogCapture log = new LogCapture("io.microcdi.concurrent")) {
            for (int i = 0; i < 100; i++) {
                pool.execute(() -> {
                    throw new IllegalStateException("a task of the tests");
                });
            }
            pool.execute(() -> done.add("last"));
            assertThat(next()).isEqualTo("last");
            assertThat(log.messages()).hasSize(60).allMatch(line -> line.startsWith("MICRO001405"));
        }
    }

    @Test
    void hasNoThreadBeforeItsFirstTask() throws Exception {
        assertThat(pool.threads()).isZero();
        pool.execute(() -> done.add("a"));
        assertThat(next()).isEqualTo("a");
        assertThat(made.count()).isPositive();
    }

    /** Each round the one thread must be at rest again: the next task is given when it says so. */
    @RepeatedTest(20)
    void aTaskBehindABlockedOneIsTakenByAnotherThread() throws Exception {
        Party party = new Party(1);
        pool.execute(party::attend);
        pool.execute(() -> done.add("second"));
        assertThat(next()).isEqualTo("second");
        party.awaitAll();
        pool.execute(() -> done.add("third"));
        assertThat(next()).isEqualTo("third");
        party.release();
    }

    @Test
    void nothingIsPutOffByAThreadThatIsNotThePools() {
        assertThat(pool.defer(() -> done.add("put off"))).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    void nothingIsPutOffBehindTheLastTask() throws Exception {
        pool.execute(() -> done.add("put off: " + pool.defer(() -> done.add("never"))));
        assertThat(next()).isEqualTo("put off: false");
    }

    /** With one thread that the pool may have there is none that could do it while a task blocks. */
    @Test
    void nothingIsPutOffWhereNoOtherThreadCanBeSentFor() throws Exception {
        pool.close();
        pool = pool(1, 100);
        Party first = new Party(1);
        pool.execute(first::attend);
        first.awaitAll();
        pool.execute(() -> done.add("put off: " + pool.defer(() -> done.add("never"))));
        pool.execute(() -> done.add("last"));
        first.release();
        assertThat(next()).isEqualTo("put off: false");
        assertThat(next()).isEqualTo("last");
        pool.execute(() -> done.add("after it"));
        assertThat(next()).as("not what was refused").isEqualTo("after it");
    }

    @RepeatedTest(20)
    void aDeferredWriteRunsAlsoIfTheNextTaskBlocks() throws Exception {
        Party both = new Party(2);
        pool.execute(() -> {
            // the two that block are there before this one puts anything off
            pool.execute(both::attend);
            pool.execute(both::attend);
            if (!pool.defer(() -> done.add("written"))) {
                done.add("written");
            }
        });
        both.awaitAll();
        assertThat(next()).isEqualTo("written");
        both.release();
    }

    @RepeatedTest(20)
    void deferredWritesOfManyTasksRunOnceEach() throws Exception {
        for (int i = 0; i < 100; i++) {
            pool.execute(() -> {
                if (!pool.defer(() -> done.add("written"))) {
                    done.add("written");
                }
            });
        }
        for (int i = 0; i < 100; i++) {
            assertThat(next()).isEqualTo("written");
        }
    }

    @RepeatedTest(20)
    void asManyTasksAsThreadsRunAtOnce() throws Exception {
        Party party = new Party(8);
        for (int i = 0; i < 8; i++) {
            pool.execute(party::attend);
        }
        party.awaitAll();
        assertThat(pool.threads()).isEqualTo(8);
        party.release();
    }

    @Test
    void aTaskMayWaitForOneThatItHandsOver() throws Exception {
        pool.execute(() -> {
            CompletableFuture<String> inner = new CompletableFuture<>();
            pool.execute(() -> inner.complete("inner"));
            done.add(inner.join());
        });
        assertThat(next()).isEqualTo("inner");
    }

    @RepeatedTest(20)
    void exactlyAsManyAreTakenAsMayRunAndWait() throws Exception {
        pool = pool(3, 2);
        Party party = new Party(3);
        for (int i = 0; i < 5; i++) {
            pool.execute(() -> {
                party.attend();
                done.add("ran");
            });
        }
        assertThatThrownBy(() -> pool.execute(() -> done.add("one too many")))
                .isInstanceOf(RejectedExecutionException.class).hasMessage("3 handlers are at work and 2 wait");
        party.awaitAll();
        assertThatThrownBy(() -> pool.execute(() -> done.add("one too many")))
                .isInstanceOf(RejectedExecutionException.class);
        party.release();
        for (int i = 0; i < 5; i++) {
            assertThat(next()).isEqualTo("ran");
        }
        assertThat(done).isEmpty();
        assertThat(made.count()).isEqualTo(3);
    }

    @RepeatedTest(20)
    void nothingWaitsWhereNothingMay() throws Exception {
        pool = pool(4, 0);
        Party party = new Party(4);
        for (int i = 0; i < 4; i++) {
            pool.execute(party::attend);
        }
        assertThatThrownBy(() -> pool.execute(party::attend)).isInstanceOf(RejectedExecutionException.class);
        party.awaitAll();
        party.release();
    }

    @Test
    void aRefusedTaskDoesNotCountForEver() throws Exception {
        pool = pool(1, 0);
        for (int round = 0; round < 50; round++) {
            Party party = new Party(1);
            executeWhenFree(party::attend);
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> pool.execute(() -> done.add("refused")))
                        .isInstanceOf(RejectedExecutionException.class);
            }
            party.release();
        }
        executeWhenFree(() -> done.add("last"));
        assertThat(next()).isEqualTo("last");
    }

    @Test
    void aFailingTaskHarmsNoOther() throws Exception {
        pool = pool(1, 100);
        pool.execute(() -> {
            throw new IllegalStateException("expected by this test");
        });
        pool.execute(() -> {
            throw new AssertionError("expected by this test");
        });
        pool.execute(() -> done.add("after"));
        assertThat(next()).isEqualTo("after");
        assertThat(made.count()).isEqualTo(1);
    }

    /** In other languages, any method may throw a checked exception. */
    @Test
    void aFailingTaskHarmsNoOtherWhateverItThrowsAndThoughItCannotBeLogged() throws Exception {
        Logger logger = Logger.getLogger("io.microcdi.concurrent");
        Filter broken = line -> {
            throw new IllegalStateException("expected by this test");
        };
        logger.setFilter(broken);
        try {
            pool = pool(1, 1);
            for (int i = 0; i < 4; i++) {
                executeWhenFree(() -> {
                    throw HandlerPoolTest.<RuntimeException>unchecked(new IOException("expected by this test"));
                });
            }
            executeWhenFree(() -> done.add("after"));
            assertThat(next()).isEqualTo("after");
            assertThat(made.count()).isEqualTo(1);
        } finally {
            logger.setFilter(null);
        }
    }

    @SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void anInterruptIsNotLeftToTheNextTask() throws Exception {
        pool = pool(1, 100);
        pool.execute(() -> Thread.currentThread().interrupt());
        pool.execute(() -> done.add(Boolean.toString(Thread.currentThread().isInterrupted())));
        assertThat(next()).isEqualTo("false");
    }

    @Test
    void aClosedPoolRunsWhatWaitsAndTakesNoMore() throws Exception {
        pool = pool(2, 100);
        Party party = new Party(2);
        pool.execute(party::attend);
        pool.execute(party::attend);
        party.awaitAll();
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> done.add("waited"));
        }
        pool.close();
        assertThatThrownBy(() -> pool.execute(() -> done.add("late"))).isInstanceOf(RejectedExecutionException.class)
                .hasMessage("the pool is closed");
        party.release();
        for (int i = 0; i < 10; i++) {
            assertThat(next()).isEqualTo("waited");
        }
    }

    @RepeatedTest(5)
    void isOpenedAgainAsOftenAsItIsClosed() throws Exception {
        for (int round = 0; round < 20; round++) {
            pool.execute(() -> done.add("ran"));
            assertThat(next()).isEqualTo("ran");
            pool.close();
            pool.close();
            pool.open();
        }
    }

    @Test
    void withoutAnyThreadATaskIsRefusedAndNeverRunsLater() throws Exception {
        AtomicBoolean able = new AtomicBoolean();
        for (boolean throwing : new boolean[] { true, false }) {
            able.set(false);
            HandlerPool poor = new HandlerPool(task -> {
                if (!able.get() && throwing) {
                    throw new IllegalStateException("expected by this test");
                }
                return able.get() ? made.newThread(task) : null;
            }, 2, 10, 0);
            assertThatThrownBy(() -> poor.execute(() -> done.add("refused")))
                    .isInstanceOf(RejectedExecutionException.class).hasMessageContaining("no thread");
            assertThat(poor.threads()).isZero();
            able.set(true);
            poor.execute(() -> done.add("ran"));
            assertThat(next()).isEqualTo("ran");
            poor.close();
        }
        assertThat(done).isEmpty();
    }

    @Test
    void withoutAFurtherThreadATaskWaitsForThoseThereAre() throws Exception {
        pool = new HandlerPool(task -> {
            if (made.count() > 0) {
                throw new OutOfMemoryError("expected by this test");
            }
            return made.newThread(task);
        }, 8, 10, 0);
        Party party = new Party(1);
        pool.execute(party::attend);
        party.awaitAll();
        pool.execute(() -> done.add("waited"));
        pool.execute(() -> done.add("waited too"));
        party.release();
        assertThat(next()).isEqualTo("waited");
        assertThat(next()).isEqualTo("waited too");
    }

    /** As a factory of an application does that sets up each thread, and fails. */
    @Test
    void aThreadThatEndsBeforeItBeginsIsReplacedByTheNextTask() throws Exception {
        Thread first = new Thread(() -> {
        });
        pool = new HandlerPool(task -> first.getState() == Thread.State.NEW ? first : made.newThread(task), 1, 10, 0);
        pool.execute(() -> done.add("first"));
        first.join();
        pool.execute(() -> done.add("second"));
        assertThat(next()).isEqualTo("first");
        assertThat(next()).isEqualTo("second");
        assertThat(pool.threads()).isEqualTo(1);
    }

    @Test
    void aThreadThatEndsBeforeItBeginsIsReplacedInTimeWithoutAnotherTask() throws Exception {
        Thread first = new Thread(() -> {
        });
        pool = new HandlerPool(task -> first.getState() == Thread.State.NEW ? first : made.newThread(task), 1, 10, 0);
        pool.execute(() -> done.add("first"));
        first.join();
        pool.raiseThreads(1);
        assertThat(next()).isEqualTo("first");
    }

    /** For longer than the test. By itself a thread would park within microseconds. */
    @Test
    void aThreadThatStaysAwakeDoesNotParkAndTakesWhatComes() throws Exception {
        pool = new HandlerPool(made, 1, 10, TimeUnit.MINUTES.toNanos(1));
        CompletableFuture<Thread> first = new CompletableFuture<>();
        pool.execute(() -> first.complete(Thread.currentThread()));
        Thread thread = first.get(30, TimeUnit.SECONDS);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        while (System.nanoTime() < end) {
            assertThat(thread.getState()).isEqualTo(Thread.State.RUNNABLE);
        }
        pool.execute(() -> done.add("second"));
        assertThat(next()).isEqualTo("second");
    }

    private void executeWhenFree(Runnable task) {
        while (true) {
            try {
                pool.execute(task);
                return;
            } catch (RejectedExecutionException busy) {
                Thread.onSpinWait();
            }
        }
    }

    private String next() throws InterruptedException {
        return done.poll(30, TimeUnit.SECONDS);
    }

    /** Callbacks that all wait for others which have no thread any more. */
    @Test
    void tasksThatWaitForOnesBehindThemGetThoseAThread() throws Exception {
        pool = pool(4, Integer.MAX_VALUE);
        CompletableFuture<Void> last = new CompletableFuture<>();
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> done.add("" + last.join()));
        }
        pool.execute(() -> last.complete(null));
        while (!last.isDone()) {
            pool.raiseThreads(16);
            Thread.onSpinWait();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(next()).isEqualTo("null");
        }
        assertThat(made.count()).isLessThanOrEqualTo(16);
    }

    @Test
    void noMoreThreadsAreAllowedThanTheMost() {
        pool = pool(2, Integer.MAX_VALUE);
        CompletableFuture<Void> never = new CompletableFuture<>();
        for (int i = 0; i < 10; i++) {
            pool.execute(never::join);
        }
        for (int i = 0; i < 1_000; i++) {
            pool.raiseThreads(5);
            Thread.yield();
        }
        assertThat(pool.threads()).isLessThanOrEqualTo(5);
        never.complete(null);
    }

    @Test
    void threadsThatComputeAreNoReasonForMore() throws Exception {
        pool = pool(2, Integer.MAX_VALUE);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger computing = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            pool.execute(() -> {
                computing.incrementAndGet();
                while (!stop.get()) {
                    Thread.onSpinWait();
                }
            });
        }
        pool.execute(() -> done.add("waits"));
        while (computing.get() < 2) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 100; i++) {
            pool.raiseThreads(16);
        }
        assertThat(pool.threads()).isEqualTo(2);
        stop.set(true);
        assertThat(next()).isEqualTo("waits");
    }

    @Test
    void whenNothingWaitsTheBoundIsAsBefore() throws Exception {
        tasksThatWaitForOnesBehindThemGetThoseAThread();
        pool.raiseThreads(16);
        CompletableFuture<Void> never = new CompletableFuture<>();
        int grown = pool.threads();
        for (int i = 0; i < 50; i++) {
            pool.execute(never::join);
        }
        assertThat(pool.threads()).isLessThanOrEqualTo(Math.max(grown, 4));
        never.complete(null);
    }
}
