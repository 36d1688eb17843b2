package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.json.bind.JsonbBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallDetails;
import io.microcdi.error.MicroException;
import io.microcdi.internal.concurrent.SystemTimer;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.PayloadCodec;

/** The future of a call: waiting needs no thread of a pool, dependents run on theirs, and it always ends. */
@Timeout(120)
class FutureOutcomeTest {

    private static final MicroException FAILURE = new CallAbortedException("Abort", CallDetails.NONE, false, null);

    private static final Timer TIMER = new SystemTimer(Thread::new, Runnable::run);

    private final Queue<Runnable> callbacks = new ArrayDeque<>();
    private final AtomicInteger aborts = new AtomicInteger();
    private final ResponseDecoder answers = new ResponseDecoder(new PayloadCodec(JsonbBuilder.create()),
            () -> CallDetails.NONE);

    private <T> FutureOutcome<T> future(Type type) {
        FutureOutcome<T> future = new FutureOutcome<>(answers, type, callbacks::add, TIMER);
        future.abortedBy(() -> aborts.incrementAndGet() > 0);
        return future;
    }

    @Test
    void aThreadThatWaitsReadsTheAnswerThoughNoCallbackRuns() throws Exception {
        FutureOutcome<Integer> future = future(Integer.class);
        CompletableFuture<Integer> joined = CompletableFuture.supplyAsync(future::join);
        CompletableFuture<Integer> got = CompletableFuture.supplyAsync(() -> {
            try {
                return future.get(30, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new CompletionException(e);
            }
        });
        future.succeeded("7");
        assertThat(joined.get(30, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(got.get(30, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(callbacks).as("dependents have not run yet").hasSize(1);
    }

    @Test
    void dependentsRunWhereCallbacksDo() {
        FutureOutcome<Integer> future = future(Integer.class);
        CompletableFuture<Integer> next = future.thenApply(n -> n + 1);
        future.succeeded("7");
        assertThat(next).isNotDone();
        assertThat(future.join()).isEqualTo(7);
        assertThat(next).as("a thread that waits runs no dependents").isNotDone();
        callbacks.remove().run();
        assertThat(next).isCompletedWithValue(8);
    }

    @Test
    void dependentsOfDependentsRunWhereCallbacksDo() {
        FutureOutcome<Integer> future = future(Integer.class);
        CompletableFuture<Integer> second = future.thenApply(n -> n + 1).thenApplyAsync(n -> n + 1);
        CompletableFuture<Integer> third = second.handle((n, failure) -> n).copy().thenApplyAsync(n -> n + 1);
        future.succeeded("7");
        callbacks.remove().run();
        assertThat(second).isNotDone();
        callbacks.remove().run();
        assertThat(second).isCompletedWithValue(9);
        assertThat(third).isNotDone();
        callbacks.remove().run();
        assertThat(third).isCompletedWithValue(10);
    }

    @Test
    void dependentsRunThoughTheExecutorOfANodeThatStopsTakesNoMore() {
        FutureOutcome<Integer> future = new FutureOutcome<>(answers, Integer.class, task -> {
            throw new RejectedExecutionException("closed");
        }, TIMER);
        CompletableFuture<Integer> last = future.handleAsync((n, failure) -> n + 1).thenApplyAsync(n -> n + 1);
        future.succeeded("7");
        assertThat(last).isCompletedWithValue(9);
    }

    @Test
    void theAnswerIsBoundOnce() {
        FutureOutcome<int[]> future = future(int[].class);
        future.succeeded("[1]");
        int[] bound = future.join();
        callbacks.remove().run();
        assertThat(future.join()).isSameAs(bound);
    }

    @Test
    void aFailureIsItself() {
        FutureOutcome<Integer> future = future(Integer.class);
        future.failed(FAILURE);
        assertThatThrownBy(future::join).isSameAs(FAILURE);
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCause(FAILURE);
        callbacks.remove().run();
        assertThatThrownBy(future::join).isSameAs(FAILURE);
    }

    /** A type whose binding throws an {@link Error}. */
    public static final class Broken {
        /** Bound by JSON-B. */
        public void setX(int x) {
            throw new StackOverflowError("expected by this test");
        }
    }

    @Test
    void anErrorOfTheBindingEndsItToo() {
        FutureOutcome<Broken> future = future(Broken.class);
        future.succeeded("{\"x\":1}");
        assertThatThrownBy(future::join).isNotNull();
        callbacks.remove().run();
        assertThat(future).isCompletedExceptionally();
    }

    @Test
    void completingItFromOutsideAbortsTheCall() throws Exception {
        FutureOutcome<Integer> completed = future(Integer.class);
        completed.complete(5);
        assertThat(aborts).hasValue(1);
        completed.succeeded("7");
        assertThat(callbacks).isEmpty();
        assertThat(completed.join()).isEqualTo(5);

        future(Integer.class).completeExceptionally(new IllegalStateException());
        assertThat(aborts).hasValue(2);
        FutureOutcome<Integer> cancelled = future(Integer.class);
        assertThat(cancelled.cancel(false)).isTrue();
        assertThat(aborts).hasValue(3);
        assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);

        CountDownLatch aborted = new CountDownLatch(1);
        FutureOutcome<Integer> late = new FutureOutcome<>(answers, Integer.class, callbacks::add, TIMER);
        late.abortedBy(() -> {
            aborted.countDown();
            return true;
        });
        late.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(late::join).hasCauseInstanceOf(TimeoutException.class);
        assertThat(aborted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** As where the log of slow calls cannot write. */
    @Test
    void anAbortThatThrowsKeepsNoDependentFromRunning() {
        FutureOutcome<Integer> future = new FutureOutcome<>(answers, Integer.class, callbacks::add, TIMER);
        future.abortedBy(() -> {
            throw new IllegalStateException("expected by this test");
        });
        CompletableFuture<String> dependent = future.handle((value, failure) -> "ran");
        assertThatThrownBy(() -> future.cancel(true)).isInstanceOf(IllegalStateException.class);
        assertThat(dependent).isCompletedWithValue("ran");
    }

    @Test
    void theCallItselfDoesNotAbortIt() {
        FutureOutcome<Integer> future = future(Integer.class);
        future.succeeded("7");
        callbacks.remove().run();
        assertThat(future.complete(8)).isFalse();
        assertThat(future.cancel(true)).isFalse();
        assertThat(aborts).hasValue(0);
    }

    @Test
    void aThreadThatIsInterruptedStopsWaitingInGetOnly() throws Exception {
        FutureOutcome<Integer> future = future(Integer.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();

        Thread.currentThread().interrupt();
        future.succeeded("7");
        assertThat(future.join()).isEqualTo(7);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(aborts).hasValue(0);
    }

    @Test
    void waitingForATimeEnds() {
        assertThatThrownBy(() -> future(Integer.class).get(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void completingItInAnotherWayAbortsTheCallToo() throws Exception {
        FutureOutcome<Integer> later = future(Integer.class);
        later.completeAsync(() -> 5, Runnable::run);
        assertThat(aborts).hasValue(1);
        assertThat(later.join()).isEqualTo(5);
        FutureOutcome<Integer> failed = future(Integer.class);
        failed.completeAsync(() -> {
            throw new IllegalStateException("expected by this test");
        }, Runnable::run);
        assertThat(aborts).hasValue(2);
        assertThat(failed).isCompletedExceptionally();
        FutureOutcome<Integer> obtruded = future(Integer.class);
        CompletableFuture<Integer> joined = CompletableFuture.supplyAsync(obtruded::join);
        obtruded.obtrudeValue(6);
        assertThat(aborts).hasValue(3);
        assertThat(joined.get(30, TimeUnit.SECONDS)).isEqualTo(6);
        FutureOutcome<Integer> broken = future(Integer.class);
        broken.obtrudeException(FAILURE);
        assertThat(aborts).hasValue(4);
        assertThatThrownBy(broken::join).isSameAs(FAILURE);
    }

    @Test
    void itHasEndedBeforeItsDependentsRun() {
        FutureOutcome<Integer> future = future(Integer.class);
        CompletableFuture<Integer> next = future.thenApply(n -> n + 1);
        assertThat(future.getNow(0)).isZero();
        future.succeeded("7");
        assertThat(future.isDone()).isTrue();
        assertThat(future.getNow(0)).isEqualTo(7);
        assertThat(future.complete(8)).isFalse();
        assertThat(future.completeExceptionally(FAILURE)).isFalse();
        assertThat(future.cancel(true)).isFalse();
        assertThat(future.isCompletedExceptionally()).isFalse();
        assertThat(next).isNotDone();
        callbacks.remove().run();
        assertThat(next).isCompletedWithValue(8);
        assertThat(future.join()).isEqualTo(7);
        assertThat(aborts).hasValue(0);
    }

    @Test
    void aFailureHasEndedItBeforeItsDependentsRun() {
        FutureOutcome<Integer> future = future(Integer.class);
        future.failed(FAILURE);
        assertThat(future.isCompletedExceptionally()).isTrue();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.complete(8)).isFalse();
        assertThatThrownBy(() -> future.getNow(0)).isSameAs(FAILURE);
        FutureOutcome<Broken> unreadable = future(Broken.class);
        unreadable.succeeded("{\"x\":1}");
        assertThat(unreadable.isCompletedExceptionally()).isTrue();
    }

    /** Two ends at once: one counts, for the future and its dependents alike. */
    @Test
    void ofTwoEndsAtOnceOneCounts() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            FutureOutcome<Integer> future = new FutureOutcome<>(answers, Integer.class, Runnable::run, TIMER);
            CompletableFuture<Integer> next = future.thenApply(n -> n);
            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> future.complete(1));
            future.succeeded("2");
            int end = other.get(30, TimeUnit.SECONDS) ? 1 : 2;
            assertThat(future.join()).isEqualTo(end);
            assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(end);
        }
    }

    /** A thread that polls a call for long must not fill the memory. */
    @Test
    void threadsThatWaitForATimeLeaveNothingBehind() throws Exception {
        FutureOutcome<Integer> future = future(Integer.class);
        CompletableFuture<Integer> joined = CompletableFuture.supplyAsync(future::join);
        Runnable poll = () -> {
            for (int i = 0; i < 2_000; i++) {
                try {
                    future.get(1, TimeUnit.NANOSECONDS);
                } catch (TimeoutException expected) {
                    // it is open
                } catch (InterruptedException | ExecutionException e) {
                    throw new CompletionException(e);
                }
            }
        };
        CompletableFuture.allOf(CompletableFuture.runAsync(poll), CompletableFuture.runAsync(poll)).get(10,
                TimeUnit.SECONDS);
        assertThat(future.waiters()).isLessThanOrEqualTo(4);
        future.succeeded("7");
        assertThat(joined.get(30, TimeUnit.SECONDS)).isEqualTo(7);
    }

    @Test
    void theOtherSideIsToldToStopBeforeDependentsRun() {
        FutureOutcome<Integer> future = future(Integer.class);
        AtomicInteger abortsBefore = new AtomicInteger(-1);
        future.whenComplete((result, failure) -> abortsBefore.set(aborts.get()));
        future.cancel(true);
        assertThat(abortsBefore).hasValue(1);
    }

    @Test
    void aKnownResultIsReturnedAtOnce() {
        FutureOutcome<Integer> future = future(Integer.class);
        assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
        future.succeeded("7");
        assertThat(future.resultNow()).isEqualTo(7);
        assertThatThrownBy(future::exceptionNow).isInstanceOf(IllegalStateException.class);
        FutureOutcome<Integer> failed = future(Integer.class);
        failed.failed(FAILURE);
        assertThat(failed.exceptionNow()).isSameAs(FAILURE);
        assertThatThrownBy(failed::resultNow).isInstanceOf(IllegalStateException.class);
    }
}
