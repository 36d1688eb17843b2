package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

/** Which threads are remembered. */
class NamedThreadsTest {

    private final NamedThreads threads = new NamedThreads(Thread::new, "test");

    /** A process that may have no more threads makes one in vain for each task. */
    @Test
    void aThreadThatNeverStartsIsNotKept() throws InterruptedException {
        AtomicBoolean run = new AtomicBoolean();
        WeakReference<Thread> neverStarted = new WeakReference<>(threads.newThread(() -> run.set(true)));
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10); !neverStarted.refersTo(null)
                && System.nanoTime() < end;) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(neverStarted.get()).isNull();
    }

    @Test
    void theEndOfAThreadIsAwaited() {
        Thread thread = threads.newThread(() -> {
            // it only has to end
        });
        thread.start();
        threads.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
        assertThat(thread.isAlive()).isFalse();
        assertThat(thread.getName()).isEqualTo("test-1");
    }
}
