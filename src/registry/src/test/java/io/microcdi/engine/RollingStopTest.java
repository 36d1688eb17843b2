package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;

/** Three instances, of which one after the other is replaced while others call them: no call is lost, or run twice. */
@Timeout(300)
class RollingStopTest {

    private static final int ROUNDS = 12;
    private static final int CALLERS = 4;

    private final Cluster cluster = new Cluster();
    private final Map<Integer, Integer> executions = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger stopped = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        cluster.close();
    }

    private MicroNode provider() {
        MicroNode provider = cluster.node("payments");
        provider.register("/count", Integer.class, (number, context) -> {
            executions.merge(number, 1, Integer::sum);
            return number;
        });
        provider.start();
        return provider;
    }

    @Test
    void noCallIsLostOrRunTwice() throws InterruptedException {
        cluster.startRegistry();
        Deque<MicroNode> providers = new ArrayDeque<>();
        for (int i = 0; i < 3; i++) {
            providers.add(provider());
        }
        MicroNode consumer = cluster.node("checkout");
        consumer.start();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(new Thread(() -> {
                while (!over.get()) {
                    call(consumer, next.getAndIncrement());
                }
            }));
        }
        callers.forEach(Thread::start);
        for (int round = 0; round < ROUNDS; round++) {
            providers.add(provider());
            providers.remove().stop();
            stopped.incrementAndGet();
        }
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failures).isEmpty();
        assertThat(executions).hasSize(next.get());
        assertThat(executions.values()).as("each ran once").allMatch(times -> times == 1);
    }

    private void call(MicroNode consumer, int number) {
        try {
            int answer = consumer.caller().call("payments", "/count", number, Integer.class);
            if (answer != number) {
                failures.add(number + " was answered " + answer);
            }
        } catch (RuntimeException e) {
            failures.add("after " + stopped + " stops: " + e);
        }
    }
}
