package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

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
    void whatFailsInTheContextDoesNotRunAgain() throws Exception {
        run(task -> {
            task.run();
            throw new IllegalStateException("the context cannot be taken away");
        });

        assertThat(seen).containsExactly("task", "the context cannot be taken away");
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
        Thread thread = ServerThreads.inContext(context, Thread::new).newThread(() -> seen.add("task"));
        thread.setUncaughtExceptionHandler((dead, failure) -> seen.add(failure.getMessage()));
        thread.start();
        thread.join();
    }
}
