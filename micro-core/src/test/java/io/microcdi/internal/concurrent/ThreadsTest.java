package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import io.microcdi.testing.Party;

/** The threads of a node. */
class ThreadsTest {

    @Test
    void areDaemonsWithNumbersAndTheApplicationsClassLoader() {
        ClassLoader loader = new ClassLoader(null) {
        };
        ThreadFactory factory = Threads.daemon("micro", loader);
        Thread first = factory.newThread(() -> {
        });
        assertThat(first.getName()).isEqualTo("micro-1");
        assertThat(first.isDaemon()).isTrue();
        assertThat(first.getContextClassLoader()).isSameAs(loader);
        assertThat(factory.newThread(() -> {
        }).getName()).isEqualTo("micro-2");
    }

    @Test
    void ofAServersFactoryAreNamedToo() {
        ThreadFactory named = new NamedThreads(Thread::new, "micro-io");
        assertThat(named.newThread(() -> {
        }).getName()).isEqualTo("micro-io-1");
        assertThat(new NamedThreads(task -> null, "none").newThread(() -> {
        })).as("a factory may have none left").isNull();
    }

    @Test
    void areWaitedForUntilTheyHaveEnded() throws Exception {
        NamedThreads named = new NamedThreads(Thread::new, "micro-io");
        Party party = new Party(1);
        Thread busy = named.newThread(party::attend);
        busy.start();
        party.awaitAll();
        Thread asking = Thread.currentThread();
        Thread releasing = new Thread(() -> {
            while (asking.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            party.release();
        });
        releasing.start();
        named.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
        assertThat(busy.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    @Test
    void areNotWaitedForBeyondTheDeadlineNorByThemselves() throws Exception {
        NamedThreads named = new NamedThreads(Thread::new, "micro-io");
        Party party = new Party(1);
        named.newThread(party::attend).start();
        party.awaitAll();
        named.awaitEnd(System.nanoTime());
        party.release();
        CompletableFuture<Boolean> own = new CompletableFuture<>();
        named.newThread(() -> {
            named.awaitEnd(System.nanoTime() + TimeUnit.DAYS.toNanos(1));
            own.complete(true);
        }).start();
        assertThat(own.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualOnesNeedANewerJdk() {
        assertThatThrownBy(() -> new VirtualThreads(1, task -> task)).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("JDK 21").hasMessageContaining(Runtime.version().toString());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualOnesRunTasks() {
        CompletableFuture<String> ran = new CompletableFuture<>();
        new VirtualThreads(1, task -> task).execute(() -> ran.complete(Thread.currentThread().getClass().getName()));
        assertThat(ran.join()).contains("VirtualThread");
    }

    @Test
    void aTaskHasTheLoaderOfTheFactoryOnAnotherNewThread() throws Exception {
        ClassLoader loader = new ClassLoader(null) {
        };
        ClassLoader[] seen = new ClassLoader[1];
        Thread other = new Thread(ContextThreads.inContextOf(Threads.daemon("test", loader),
                () -> seen[0] = Thread.currentThread().getContextClassLoader()));
        other.start();
        other.join();
        assertThat(seen[0]).isSameAs(loader);
    }
}
