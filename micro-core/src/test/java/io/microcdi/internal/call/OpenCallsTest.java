package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drain waits for the calls that have begun, and for no later ones. */
class OpenCallsTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 2_000;

    private final OpenCalls calls = new OpenCalls();

    @Test
    void withoutACallNothingIsWaitedFor() {
        assertThat(calls.close().getAsBoolean()).isTrue();
    }

    @Test
    void onlyCallsThatHaveBegunAreWaitedFor() {
        OpenCalls.Generation before = calls.begin();
        BooleanSupplier ended = calls.close();
        OpenCalls.Generation later = calls.begin();
        assertThat(ended.getAsBoolean()).isFalse();
        before.end();
        assertThat(ended.getAsBoolean()).isTrue();
        later.end();
        assertThat(ended.getAsBoolean()).isTrue();
    }

    /** A node may be started again while calls of its time before are open. */
    @Test
    void theCallsOfEarlierGenerationsCountToo() {
        OpenCalls.Generation first = calls.begin();
        calls.close();
        OpenCalls.Generation second = calls.begin();
        BooleanSupplier ended = calls.close();
        second.end();
        assertThat(ended.getAsBoolean()).isFalse();
        first.end();
        assertThat(ended.getAsBoolean()).isTrue();
    }

    /** One thread has begun a call for good, while others begin and end theirs. */
    @Test
    @Timeout(120)
    void noEndOfAnotherCallHidesOneThatIsOpen() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                running.countDown();
                while (!over.get()) {
                    calls.begin().end();
                }
            });
            thread.start();
            threads.add(thread);
        }
        try {
            assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
            for (int round = 0; round < ROUNDS; round++) {
                OpenCalls.Generation open = calls.begin();
                BooleanSupplier ended = calls.close();
                for (int look = 0; look < 20; look++) {
                    assertThat(ended.getAsBoolean()).as("round %d", round).isFalse();
                }
                open.end();
                while (!ended.getAsBoolean()) {
                    Thread.onSpinWait();
                }
            }
        } finally {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
