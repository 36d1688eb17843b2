package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.internal.concurrent.HandlerPool;

/** Answers of handlers during a send: the handlers' threads write them, and not the thread of the send. */
@Timeout(120)
class DeferredWriteTest {

    private final CountDownLatch secondThread = new CountDownLatch(1);
    private final AtomicInteger threads = new AtomicInteger();
    /** Of two threads, the second of which is on its way until the test is over. */
    private final HandlerPool pool = new HandlerPool(task -> new Thread(threads.getAndIncrement() == 0 ? task : () -> {
        await(secondThread);
        task.run();
    }), 2, 100, 0);
    private final ManualTransport transport = new ManualTransport();
    private final WriteQueue queue = new WriteQueue(transport, Limits.queue(100, 10_000),
            IoExecutors.all(pool).with(pool),
            Limits.unbounded(), failure -> {
                throw new AssertionError(failure);
            });
    private final CountDownLatch written = new CountDownLatch(1);

    @BeforeEach
    void allowBatches() {
        queue.enableBatches(10_000);
    }

    @AfterEach
    void endThreads() {
        secondThread.countDown();
        pool.close();
    }

    @Test
    void theEndOfASendWritesNothingThatAHandlerHasPutOff() throws Exception {
        CompletableFuture<List<String>> afterTheSend = new CompletableFuture<>();
        queue.offer(message("under way"));
        pool.execute(() -> {
            oneMoreTaskWaits();
            queue.offer(message("\"first\""));
            transport.complete();
            queue.offer(message("\"second\""));
            afterTheSend.complete(List.copyOf(transport.sent));
            transport.onFirstSend = written::countDown;
        });

        assertThat(afterTheSend.get(20, TimeUnit.SECONDS)).containsExactly("under way");
        await(written);
        assertThat(transport.sent).containsExactly("under way", "[\"first\",\"second\"]");
    }

    @Test
    void aDeferredWriteIsLeftToASendInProgress() {
        CountDownLatch left = new CountDownLatch(1);
        queue.offer(message("under way"));
        pool.execute(() -> {
            oneMoreTaskWaits();
            queue.offer(message("\"first\""));
            pool.defer(left::countDown);
        });

        await(left);
        assertThat(transport.sent).containsExactly("under way");
        transport.complete();
        assertThat(transport.sent).containsExactly("under way", "\"first\"");
    }

    @Test
    void aReaderOfABatchWritesNothingThatAHandlerHasDeferred() {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        queue.corked(() -> {
            pool.execute(() -> {
                oneMoreTaskWaits();
                queue.offer(message("\"first\""));
                transport.onFirstSend = written::countDown;
                answered.countDown();
                await(read);
            });
            await(answered);
        });
        assertThat(transport.sent).isEmpty();

        read.countDown();
        await(written);
        assertThat(transport.sent).containsExactly("\"first\"");
    }

    private void oneMoreTaskWaits() {
        pool.execute(() -> {
        });
    }

    private static WriteItem message(String text) {
        return WriteItem.message(text);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
