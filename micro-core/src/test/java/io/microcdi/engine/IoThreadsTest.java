package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroCaller;
import io.microcdi.config.CallbackMode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.route.PathPattern;
import io.microcdi.route.RouteSpec;
import io.microcdi.standalone.EngineNode;

/** Which of Grizzly's threads look at what has been read. */
class IoThreadsTest {

    private static final Cluster CLUSTER = new Cluster();

    @BeforeAll
    static void start() {
        CLUSTER.startRegistry();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void thoseThatHaveReadUnlessToldOtherwise(boolean onIoThreads) {
        EngineNode provider = node("payments-" + onIoThreads, onIoThreads);
        provider.register(new RouteSpec(PathPattern.parse("/thread"), false, true), context -> currentThread());
        CountDownLatch attached = new CountDownLatch(1);
        provider.register("/later", String.class, (nothing, context) -> attached.await(10, TimeUnit.SECONDS));
        EngineNode shop = node("shop-" + onIoThreads, onIoThreads);
        provider.start();
        shop.start();

        MicroCaller caller = shop.caller();
        assertThat(caller.call(provider.namespace(), "/thread", null, String.class))
                .matches(thread -> isSelector(thread) == onIoThreads);
        CompletableFuture<String> callback = caller.callAsync(provider.namespace(), "/later", null, Boolean.class)
                .thenApply(answer -> currentThread()).toCompletableFuture();
        attached.countDown();
        assertThat(callback).succeedsWithin(Duration.ofSeconds(10))
                .matches(thread -> isSelector(thread) == onIoThreads);
    }

    private static boolean isSelector(String thread) {
        assertThat(thread).containsIgnoringCase("grizzly");
        return thread.endsWith("SelectorRunner");
    }

    private static String currentThread() {
        return Thread.currentThread().getName();
    }

    private static EngineNode node(String namespace, boolean onIoThreads) {
        return CLUSTER.node(CLUSTER.builder(namespace).set(ConfigKeys.IO_THREADS, onIoThreads)
                .set(ConfigKeys.CALLBACKS, CallbackMode.INLINE));
    }
}
