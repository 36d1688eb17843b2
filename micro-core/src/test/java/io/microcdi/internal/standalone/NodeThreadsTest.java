package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.ContextThreads;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.testing.LivingThreads;

/** No thread of a node is alive after its end: Tomcat warns of each. */
@Timeout(120)
class NodeThreadsTest {

    private static final int TASKS = 8;
    private static final ThreadLocal<String> MARK = new ThreadLocal<>();
    private static final MicroConfig VIRTUAL = MicroConfig.defaults().with(ConfigKeys.VIRTUAL_THREADS, true);

    private final List<Thread> handlers = new CopyOnWriteArrayList<>();

    @RepeatedTest(50)
    void nothingOnceItIsClosed() throws Exception {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task);
            handlers.add(thread);
            return thread;
        };
        NodeThreads threads = new NodeThreads(factory, MicroConfig.defaults());
        NodeEnvironment environment = threads.environment(null, link -> null);
        CountDownLatch done = new CountDownLatch(4 * TASKS + 1);
        for (int i = 0; i < TASKS; i++) {
            environment.handlers().execute(done::countDown);
            environment.io().dialling().execute(done::countDown);
            environment.io().writing().execute(done::countDown);
            environment.io().closing().execute(done::countDown);
        }
        environment.timer().after(0, done::countDown);
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();

        threads.close();

        assertThat(handlers).isNotEmpty().noneMatch(Thread::isAlive);
        assertThat(LivingThreads.of(thread -> thread.getName().startsWith("micro-") && !others.contains(thread)))
                .isEmpty();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void aVirtualThreadRunsAHandlerInTheContextOfTheFactory() throws Exception {
        NodeThreads threads = new NodeThreads(new Marking(), VIRTUAL);
        CompletableFuture<String> ran = new CompletableFuture<>();
        threads.environment(null, link -> null).handlers()
                .execute(() -> ran.complete(MARK.get() + " " + Thread.currentThread().getClass().getSimpleName()));
        assertThat(ran.get(30, TimeUnit.SECONDS)).isEqualTo("in context VirtualThread");
        threads.close();
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsOfAnOlderJdkAreARefusedValue() {
        assertThatThrownBy(() -> new NodeThreads(new Marking(), VIRTUAL)).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("micro.handler.virtual-threads=true: expected false, or JDK 21 or later");
    }

    /** As the threads of an application on a server with a context service. */
    private static final class Marking implements ContextThreads {

        @Override
        public Thread newThread(Runnable task) {
            return new Thread(inContext(task));
        }

        @Override
        public Runnable inContext(Runnable task) {
            return () -> {
                MARK.set("in context");
                task.run();
            };
        }
    }
}
