package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

/** The executor of virtual threads ends with its node. Any executor stands for that of JDK 21 here. */
class VirtualThreadsTest {

    @Test
    void itsExecutorIsShutDownWithIt() {
        ExecutorService executor = Executors.newSingleThreadExecutor(Threads.daemon("virtual", null));
        VirtualThreads threads = new VirtualThreads(10, task -> task, executor);
        threads.open();
        assertThat(executor.isShutdown()).isFalse();
        threads.close();
        assertThat(executor.isShutdown()).isTrue();
    }
}
