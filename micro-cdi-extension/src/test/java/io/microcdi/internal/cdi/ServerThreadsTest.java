package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.concurrent.ContextThreads;
import io.microcdi.internal.concurrent.Threads;

class ServerThreadsTest {

    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Test
    void aThreadRunsWithTheContextThatWasCaptured() throws Exception {
        run(task -> {
            seen.add("in");
            task.run();
            seen.add("out");
        });

        assertThat(seen).containsExactly("in", "task", "out");
    }

    @Test
    void aThreadRunsAllTheSameWhereTheServerRefusesItsContext() throws Exception {
        run(task -> {
            throw new IllegalStateException("Module shop is disabled");
        });

        assertThat(seen).containsExactly("task");
    }

    @Test
    void aThreadRunsAllTheSameWhereTheContextDoesNotRunIt() throws Exception {
        run(task -> {
        });

        assertThat(seen).containsExactly("task");
    }

    /** As of a class loader that the server has closed. */
    @Test
    void aThreadRunsAllTheSameWhereTheContextCannotBeLinked() throws Exception {
        run(task -> {
            throw new NoClassDefFoundError("expected by this test");
        });

        assertThat(seen).containsExactly("task");
    }

    @Test
    void aTaskThatFailsInTheContextDoesNotRunAgain() throws Exception {
        run(task -> {
            task.run();
            throw new IllegalStateException("the context cannot be taken away");
        });

        assertThat(seen).containsExactly("task", "the context cannot be taken away");
    }

    /** As a virtual thread. */
    @Test
    void aTaskRunsWithTheContextOnAThreadOfAnotherFactory() throws Exception {
        ClassLoader loader = new ClassLoader(null) {
        };
        ServerThreads threads = new ServerThreads(Threads.daemon("shop", loader), task -> {
            seen.add("in");
            task.run();
        });

        Thread other = new Thread(ContextThreads.inContextOf(threads,
                () -> seen.add(Thread.currentThread().getContextClassLoader() == loader ? "loader" : "another")));
        other.start();
        other.join();

        assertThat(seen).containsExactly("in", "loader");
    }

    @Test
    void withoutAContextServiceThreadsArePlain() {
        ClassLoader loader = new ClassLoader(null) {
        };

        Thread thread = ServerThreads.find("shop", loader).newThread(() -> seen.add("task"));

        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isSameAs(loader);
    }

    private void run(Executor context) throws InterruptedException {
        Thread thread = new ServerThreads(Thread::new, context).newThread(() -> seen.add("task"));
        thread.setUncaughtExceptionHandler((dead, failure) -> seen.add(failure.getMessage()));
        thread.start();
        thread.join();
    }
}
