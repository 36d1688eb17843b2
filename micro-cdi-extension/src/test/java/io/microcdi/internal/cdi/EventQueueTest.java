package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import jakarta.enterprise.inject.spi.BeanManager;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.LogCapture;

class EventQueueTest {

    private static final long LONG = 20_000;

    private final Queue<Integer> ran = new ConcurrentLinkedQueue<>();

    @Test
    void tasksRunInTheirOrderAndTheLastBeforeItIsClosed() {
        EventQueue queue = new EventQueue(Thread::new);
        List<Integer> expected = IntStream.range(0, 1_000).boxed().toList();

        expected.forEach(number -> queue.execute(() -> ran.add(number)));
        queue.close(LONG);

        assertThat(new ArrayList<>(ran)).isEqualTo(expected);
        assertThatThrownBy(() -> queue.execute(() -> ran.add(-1))).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aTaskThatIsAddedDuringTheCloseRunsToo() throws Exception {
        EventQueue queue = new EventQueue(Thread::new);
        CountDownLatch closing = new CountDownLatch(1);
        queue.execute(() -> {
            try {
                closing.await();
            } catch (InterruptedException e) {
                return;
            }
            queue.execute(() -> ran.add(1));
        });
        Thread closer = new Thread(() -> queue.close(LONG));
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        closing.countDown();
        closer.join();

        assertThat(ran).containsExactly(1);
    }

    /** A server may keep its tasks in a list until they have run. A task that never runs stays there with its application. */
    @Test
    void aThreadThatIsMadeWhileItIsBeingClosedIsStartedAllTheSame() throws Exception {
        AtomicReference<EventQueue> queue = new AtomicReference<>();
        AtomicReference<Thread> made = new AtomicReference<>();
        queue.set(new EventQueue(task -> {
            made.set(new Thread(task));
            queue.get().close(0);
            return made.get();
        }));

        queue.get().execute(() -> ran.add(1));
        made.get().join();

        assertThat(made.get().getState()).isEqualTo(Thread.State.TERMINATED);
        assertThat(ran).containsExactly(1);
    }

    /** An event holds the link of which it tells. */
    @Test
    void fewEventsWaitForASlowObserver() throws Exception {
        EventQueue queue = new EventQueue(Thread::new);
        CountDownLatch end = block(queue);
        assertThatThrownBy(() -> {
            for (int i = 0; i < 1_001; i++) {
                queue.execute(() -> ran.add(1));
            }
        }).isInstanceOf(RejectedExecutionException.class);
        end.countDown();
        queue.close(LONG);
        assertThat(ran).hasSize(1_000);
    }

    @Test
    void manyDroppedEventsAreOneLine() throws Exception {
        EventQueue queue = new EventQueue(Thread::new);
        CountDownLatch end = block(queue);
        try (App app = App.of(EventQueueTest.class); LogCapture log = new LogCapture("io.microcdi.cdi")) {
            NodeEvents events = new NodeEvents(app.bean(BeanManager.class), null, queue);
            try {
                while (true) {
                    queue.execute(() -> ran.add(1));
                }
            } catch (RejectedExecutionException full) {
                for (int i = 0; i < 100; i++) {
                    events.registryJoined(URI.create("ws://localhost:8427"));
                }
            }
            assertThat(log.messages()).singleElement().asString().startsWith("MICRO002008: The event RegistryJoined");
        } finally {
            end.countDown();
            queue.close(LONG);
        }
    }

    /** Here the scope of the request is missing, so that no observer can be called. */
    @Test
    void manyObserversThatFailAreOneLineASecond() throws Exception {
        EventQueue queue = new EventQueue(Thread::new);
        try (App app = App.of(EventQueueTest.class); LogCapture log = new LogCapture("io.microcdi.cdi")) {
            NodeEvents events = new NodeEvents(app.bean(BeanManager.class), null, queue);
            long begun = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                events.registryJoined(URI.create("ws://localhost:8427"));
            }
            queue.close(LONG);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            assertThat(log.messages()).filteredOn(line -> line.startsWith("MICRO002007: An observer of RegistryJoined"))
                    .hasSizeBetween(1, 1 + (int) seconds);
        }
    }

    private static CountDownLatch block(EventQueue queue) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        queue.execute(() -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
        return end;
    }

    @Test
    void aTaskThatDoesNotEndIsInterruptedWhenTheTimeIsUp() throws Exception {
        EventQueue queue = new EventQueue(Thread::new);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        queue.execute(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        begun.await();

        queue.close(1);

        assertThat(interrupted.await(LONG, TimeUnit.MILLISECONDS)).isTrue();
    }
}
