package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.CallTimeoutException;

/** Handlers that wait for other calls, and answers that come while all handlers' threads are busy. */
@Timeout(120)
class WaitingHandlersTest {

    private static final int THREADS = 4;
    private static final int BURST = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Cluster cluster = new Cluster();
    private MicroNode middle;
    private MicroNode consumer;

    /** The ways in which a handler waits for two calls. */
    private enum Way {
        JOIN {
            @Override
            Object of(CompletableFuture<String> one, CompletableFuture<String> other) {
                return one.join() + other.join();
            }
        },
        ALL_OF {
            @Override
            Object of(CompletableFuture<String> one, CompletableFuture<String> other) {
                CompletableFuture.allOf(one, other).join();
                return one.join() + other.join();
            }
        },
        GET {
            @Override
            Object of(CompletableFuture<String> one, CompletableFuture<String> other) throws Exception {
                return one.get() + other.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        },
        COMBINE {
            @Override
            Object of(CompletableFuture<String> one, CompletableFuture<String> other) {
                return one.thenCombine(other, String::concat).join();
            }
        },
        STAGE {
            @Override
            Object of(CompletableFuture<String> one, CompletableFuture<String> other) {
                return one.thenCombine(other, String::concat);
            }
        };

        abstract Object of(CompletableFuture<String> one, CompletableFuture<String> other) throws Exception;
    }

    @BeforeEach
    void start() {
        cluster.startRegistry();
        MicroNode provider = cluster.node("provider");
        provider.register("/ok", String.class, (text, context) -> text);
        provider.register("/never", context -> new CompletableFuture<>());
        provider.start();
        // a request that waits longer for a thread is refused
        middle = cluster.node(cluster.builder("middle").set(ConfigKeys.MAX_THREADS, THREADS)
                .set(ConfigKeys.MAX_WAIT, PATIENCE));
        middle.start();
        consumer = cluster.node("consumer");
        consumer.start();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void moreHandlersThanThreadsWaitAndAllAreAnswered(Way way) {
        MicroCaller caller = middle.caller();
        middle.register("/both", String.class,
                (text, context) -> way.of(caller.callAsync("provider", "/ok", text, String.class),
                        caller.callAsync("provider", "/ok", text, String.class)));
        List<CompletableFuture<String>> answers = IntStream.range(0, BURST)
                .mapToObj(i -> consumer.caller().to("middle").timeout(PATIENCE).retries(0)
                        .<String>callAsync("/both", "x", String.class))
                .toList();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("xx"));
    }

    @Test
    void answersAndTimeoutsDoNotWaitForHandlersThatAreBusy() throws Exception {
        CountDownLatch busy = new CountDownLatch(THREADS);
        CountDownLatch released = new CountDownLatch(1);
        middle.register("/busy", context -> {
            busy.countDown();
            released.await();
            return "done";
        });
        List<CompletableFuture<String>> waiting = IntStream.range(0, 2 * THREADS)
                .mapToObj(i -> consumer.caller().<String>callAsync("middle", "/busy", null, String.class)).toList();
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(middle.caller().<String>callAsync("provider", "/ok", "x", String.class).get(20, TimeUnit.SECONDS))
                .isEqualTo("x");
        assertThat(middle.caller().<String>callAsync("provider", "/ok", "x", String.class).thenApply(text -> text + "!")
                .get(20, TimeUnit.SECONDS)).isEqualTo("x!");
        CompletableFuture<String> never = middle.caller().to("provider").timeout(Duration.ofMillis(300)).retries(0)
                .callAsync("/never", null, String.class);
        assertThatThrownBy(() -> never.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CallTimeoutException.class);

        released.countDown();
        assertThat(waiting).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("done"));
    }
}
