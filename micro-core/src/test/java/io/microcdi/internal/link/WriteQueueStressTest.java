package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.internal.concurrent.HandlerPool;
import io.microcdi.internal.concurrent.WriteCoalescer;

/** Many threads at one queue: one send at a time, each producer's order kept, nothing lost, nothing leaked. */
@Timeout(300)
class WriteQueueStressTest {

    private static final int PRODUCERS = 64;
    private static final int EACH = 500;

    private enum Completion {
        WITHIN_SEND, ON_ANOTHER_THREAD, MIXED
    }

    private final ExecutorService completing = Executors.newFixedThreadPool(2);
    private final ExecutorService producing = Executors.newFixedThreadPool(PRODUCERS);

    @AfterEach
    void endThreads() {
        completing.shutdownNow();
        producing.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void allArriveInOrderOneAtATime(Completion completion) throws InterruptedException {
        CheckingTransport transport = new CheckingTransport(completion);
        WriteQueue queue = queue(transport, Limits.queue(PRODUCERS * EACH, 100_000_000), WriteCoalescer.NONE);
        produce(queue);
        assertThat(transport.all.await(90, TimeUnit.SECONDS)).isTrue();
        assertInOrderOneAtATime(transport, queue);
    }

    /** As above, by tasks of a pool, which put their writing off, while batches are read, too. */
    @ParameterizedTest
    @EnumSource
    void deferredWritesOfHandlersArriveToo(Completion completion) throws InterruptedException {
        CheckingTransport transport = new CheckingTransport(completion);
        WriteQueue queue;
        try (HandlerPool pool = new HandlerPool(Thread::new, 4, PRODUCERS, 0)) {
            queue = queue(transport, Limits.queue(PRODUCERS * EACH, 100_000_000), pool);
            for (int producer = 0; producer < PRODUCERS; producer++) {
                handle(pool, queue, producer, 0);
            }
            while (transport.all.getCount() > 0 && !transport.overlapped.get()) {
                queue.corked(Thread::onSpinWait);
                transport.all.await(100, TimeUnit.MICROSECONDS);
            }
        }
        assertInOrderOneAtATime(transport, queue);
    }

    private WriteQueue queue(CheckingTransport transport, LinkLimits limits, WriteCoalescer coalescer) {
        return new WriteQueue(transport, limits, IoExecutors.all(completing).with(coalescer), Limits.unbounded(),
                failure -> transport.overlapped.set(true));
    }

    private static void assertInOrderOneAtATime(CheckingTransport transport, WriteQueue queue) {
        assertThat(transport.overlapped).isFalse();
        assertThat(queue.waiting()).isZero();
        assertThat(transport.orderBroken).isFalse();
    }

    private static void handle(HandlerPool pool, WriteQueue queue, int producer, int number) {
        pool.execute(() -> {
            queue.offer(WriteItem.message(producer + " " + number));
            if (number + 1 < EACH) {
                handle(pool, queue, producer, number + 1);
            }
        });
    }

    @Test
    void refusedAndSentMessagesAddUp() throws InterruptedException {
        CheckingTransport transport = new CheckingTransport(Completion.ON_ANOTHER_THREAD);
        WriteQueue queue = queue(transport, Limits.queue(16, 1_000), WriteCoalescer.NONE);
        int refused = produce(queue);
        for (int i = 0; i < refused; i++) {
            transport.all.countDown();
        }
        assertThat(transport.all.await(90, TimeUnit.SECONDS)).isTrue();
        assertThat(transport.count.get()).isEqualTo(PRODUCERS * EACH - refused);
        assertThat(transport.overlapped).isFalse();
        assertThat(queue.waiting()).as("nothing leaked").isZero();
        assertThat(queue.offer(WriteItem.message("x".repeat(1_000)))).as("no characters leaked").isTrue();
    }

    private int produce(WriteQueue queue) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(PRODUCERS);
        AtomicInteger refused = new AtomicInteger();
        for (int p = 0; p < PRODUCERS; p++) {
            int producer = p;
            producing.execute(() -> {
                for (int i = 0; i < EACH; i++) {
                    if (!queue.offer(WriteItem.message(producer + " " + i))) {
                        refused.incrementAndGet();
                    }
                }
                ended.countDown();
            });
        }
        assertThat(ended.await(90, TimeUnit.SECONDS)).isTrue();
        return refused.get();
    }

    private final class CheckingTransport implements Transport {

        private final Completion completion;
        private final AtomicBoolean busy = new AtomicBoolean();
        private final AtomicBoolean overlapped = new AtomicBoolean();
        private final AtomicInteger count = new AtomicInteger();
        private final CountDownLatch all = new CountDownLatch(PRODUCERS * EACH);
        private final List<Integer> last = new ArrayList<>();
        private volatile boolean orderBroken;

        CheckingTransport(Completion completion) {
            this.completion = completion;
            for (int p = 0; p < PRODUCERS; p++) {
                last.add(-1);
            }
        }

        @Override
        public void send(String text, Sent done) {
            if (!busy.compareAndSet(false, true)) {
                overlapped.set(true);
            }
            if (text.indexOf(' ') > 0) {
                check(text);
            }
            int number = count.incrementAndGet();
            boolean within = completion == Completion.WITHIN_SEND || completion == Completion.MIXED && number % 3 == 0;
            if (within) {
                complete(done);
            } else {
                completing.execute(() -> complete(done));
            }
        }

        private void check(String text) {
            int space = text.indexOf(' ');
            int producer = Integer.parseInt(text.substring(0, space));
            int number = Integer.parseInt(text.substring(space + 1));
            orderBroken |= last.set(producer, number) >= number;
        }

        private void complete(Sent done) {
            busy.set(false);
            done.sent(null);
            all.countDown();
        }

        @Override
        public void ping(Sent done) {
            throw new AssertionError("nobody pings here");
        }

        @Override
        public void close(int code, String reason) {
            overlapped.set(true);
        }
    }
}
