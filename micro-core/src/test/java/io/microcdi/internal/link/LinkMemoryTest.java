package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

/** The memory that a link holds for its peer is counted, and released when the link ends. */
class LinkMemoryTest {

    private static final long MAX = 1 << 20;

    private final AtomicInteger overflows = new AtomicInteger();
    private final BufferBudget budget = new BufferBudget(MAX, overflows::incrementAndGet);
    private final AtomicLong queued = new AtomicLong();
    private final LinkMemory memory = new LinkMemory(budget, queued::get);

    @Test
    void aLittleIsNotCounted() {
        queue(LinkMemory.STEP - 1);
        memory.keep(1 - LinkMemory.STEP);
        memory.keep(LinkMemory.STEP - 1);
        assertThat(budget.held()).isZero();
        memory.keep(1);
        assertThat(budget.held()).isEqualTo(LinkMemory.STEP);
    }

    @Test
    void queuedUnfinishedAndOtherBytesAreOneNumber() {
        queue(100_000);
        memory.unfinished(50_000, 1);
        memory.keep(200_000);
        assertThat(memory.held()).isEqualTo(400_000);
        assertThat(budget.held()).isEqualTo(400_000);
        memory.finished();
        queue(0);
        memory.keep(-200_000);
        assertThat(budget.held()).isZero();
    }

    @Test
    void moreThanTheBoundIsTold() {
        queue(MAX);
        assertThat(overflows).hasValue(0);
        queue(MAX + LinkMemory.STEP);
        assertThat(overflows).hasValue(1);
        queue(MAX - LinkMemory.STEP);
        assertThat(overflows).as("it has become less").hasValue(1);
    }

    @Test
    void aClosedLinkHoldsNothingOfTheBudget() {
        queue(500_000);
        memory.close();
        assertThat(budget.held()).isZero();
        queue(900_000);
        assertThat(memory.unfinished(100_000, 1)).as("parts that come later are dropped").isFalse();
        memory.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void manyThreadsLeaveTheRightNumber() throws InterruptedException {
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int j = 0; j < 20_000; j++) {
                    memory.queueChanged(queued.addAndGet(3_000));
                    memory.queueChanged(queued.addAndGet(-3_000));
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(budget.held()).isBetween(0L, (long) LinkMemory.STEP);
        memory.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void partsWithoutContentAreEndless() {
        for (int i = 0; i < 1_000; i++) {
            memory.unfinished(10, 1);
        }
        assertThat(memory.isEndless()).isFalse();
        memory.unfinished(11, 1);
        for (int i = 0; i <= 1_000; i++) {
            memory.unfinished(11, 1);
        }
        assertThat(memory.isEndless()).isTrue();
        memory.finished();
        memory.unfinished(0, 1);
        assertThat(memory.isEndless()).isFalse();
    }

    private void queue(long bytes) {
        queued.set(bytes);
        memory.queueChanged(bytes);
    }
}
