package io.microcdi.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

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
        ThreadFactory named = Threads.named(Thread::new, "micro-io");
        assertThat(named.newThread(() -> {
        }).getName()).isEqualTo("micro-io-1");
        assertThat(Threads.named(task -> null, "none").newThread(() -> {
        })).as("a factory may have none left").isNull();
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualOnesNeedANewerJdk() {
        assertThatThrownBy(Threads::virtual).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("JDK 21").hasMessageContaining(Runtime.version().toString());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualOnesRunTasks() {
        CompletableFuture<String> ran = new CompletableFuture<>();
        Threads.virtual().execute(() -> ran.complete(Thread.currentThread().getClass().getName()));
        assertThat(ran.join()).contains("VirtualThread");
    }
}
