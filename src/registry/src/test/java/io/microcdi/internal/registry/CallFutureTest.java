package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.json.bind.JsonbException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.internal.concurrent.SystemTimer;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.MicroRegistry;

/** The future of a registry's call keeps the rules of that of a caller: it always ends, and the call ends with it. */
@Timeout(120)
class CallFutureTest {

    private final EngineRegistry registry = (EngineRegistry) MicroRegistry.builder().listen("127.0.0.1", 0)
            .set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofMillis(50)).build();
    private final CountDownLatch working = new CountDownLatch(1);
    private final CountDownLatch aborted = new CountDownLatch(1);
    private MicroNode node;

    /** A value that JSON-B cannot write. */
    public static final class Unwritable {
        /** Read by JSON-B. */
        public int getX() {
            throw new IllegalStateException("expected by this test");
        }
    }

    @BeforeEach
    void start() {
        registry.start();
        node = MicroNode.builder("shop").registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0).build();
        node.register("/seven", context -> 7);
        node.register("/slow", context -> {
            context.onAbort(aborted::countDown);
            working.countDown();
            aborted.await(20, TimeUnit.SECONDS);
            return null;
        });
        node.start();
        node.ready().toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        aborted.countDown();
        node.stop();
        registry.stop();
    }

    private CompletableFuture<Integer> slow() throws InterruptedException {
        CompletableFuture<Integer> call = registry.callAsync("shop/slow", null, Integer.class);
        assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
        return call;
    }

    /** A way to end a future from outside. */
    private record End(String name, Consumer<CompletableFuture<Integer>> action) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<End> ends() {
        return Stream.of(new End("cancel", call -> call.cancel(false)), new End("complete", call -> call.complete(5)),
                new End("completeExceptionally", call -> call.completeExceptionally(new IllegalStateException())),
                new End("orTimeout", call -> call.orTimeout(1, TimeUnit.MILLISECONDS)),
                new End("completeOnTimeout", call -> call.completeOnTimeout(5, 1, TimeUnit.MILLISECONDS)),
                new End("completeAsync", call -> call.completeAsync(() -> 5)),
                new End("obtrudeValue", call -> call.obtrudeValue(5)),
                new End("obtrudeException", call -> call.obtrudeException(new IllegalStateException())));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void endingItAbortsTheCall(End end) throws Exception {
        CompletableFuture<Integer> call = slow();
        end.action().accept(call);
        assertThat(aborted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(call).isDone();
    }

    @Test
    void itsEndIsWhatWasGiven() throws Exception {
        CompletableFuture<Integer> call = slow();
        call.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(call::join).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aCallThatIsCancelledSaysSo() throws Exception {
        CompletableFuture<Integer> cancelled = slow();
        assertThat(cancelled.cancel(true)).isTrue();
        assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void anInvalidPayloadFailsTheFuture() {
        CompletableFuture<Integer> call = registry.callAsync("shop/seven", new Unwritable(), Integer.class);
        assertThat(call).isCompletedExceptionally();
        assertThatThrownBy(call::get).hasCauseInstanceOf(MicroException.class).hasMessageContaining("was not sent");
        assertThatThrownBy(() -> registry.call("shop/seven", new Unwritable(), Integer.class))
                .isInstanceOf(MicroException.class).hasMessageContaining("was not sent");
    }

    @Test
    void aCallThatStopInterruptsFailsAsOne() throws Exception {
        CompletableFuture<Integer> call = slow();
        CompletableFuture<Integer> next = call.thenApply(value -> value);
        registry.stop();
        assertThatThrownBy(call::join).isInstanceOf(LinkLostException.class);
        assertThatThrownBy(() -> next.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkLostException.class);
        assertThatThrownBy(() -> registry.callAsync("shop/seven", null, Integer.class).join())
                .isInstanceOf(NamespaceNotFoundException.class);
    }

    @Test
    void aThreadThatWaitsNeedsNoCallback() throws Exception {
        BlockingQueue<Runnable> callbacks = new LinkedBlockingQueue<>();
        CompletableFuture<Integer> call = callAsync(callbacks::add);
        CompletableFuture<Integer> next = call.thenApply(value -> value + 1);
        assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(next).isNotDone();
        callbacks.take().run();
        assertThat(next).isCompletedWithValue(8);
    }

    @Test
    void callbacksThatAreRefusedEndTheCallAllTheSame() throws Exception {
        CompletableFuture<Integer> next = callAsync(task -> {
            throw new RejectedExecutionException("expected by this test");
        }).thenApply(value -> value + 1);
        assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(8);
    }

    private CompletableFuture<Integer> callAsync(Executor callbacks) {
        Supplier<PayloadCodec> codecs = () -> new PayloadCodec(ExactNumbers.jsonb());
        return new TypedCalls(registry.engine(), codecs, callbacks, new SystemTimer(Thread::new, Runnable::run))
                .callAsync(
                        new BoundCall(null, "shop/seven", TimeUnit.SECONDS.toNanos(10), CallProtocol.WS, Map.of()),
                        null,
                        Integer.class);
    }

    @Test
    void callsInCallbacksWaitForOneAnother() throws Exception {
        CompletableFuture<List<Integer>> all = registry.callAsync("shop/seven", null, Integer.class)
                .thenApply(first -> {
                    CompletableFuture<Integer> second = registry.callAsync("shop/seven", null, Integer.class);
                    CompletableFuture<Integer> third = registry.callAsync("shop/seven", null, Integer.class);
                    CompletableFuture.allOf(second, third).join();
                    return List.of(first, second.join(), third.join());
                });
        assertThat(all.get(30, TimeUnit.SECONDS)).containsExactly(7, 7, 7);
    }

    @Test
    void withoutJsonBACallFailsAsOne() {
        EngineRegistry bare = EngineRegistry.inServer(MicroConfig.defaults(), Threads.daemon("micro", null), () -> {
            throw new JsonbException("no JSON-B, expected by this test");
        });
        assertThatThrownBy(() -> bare.call("shop/x", Map.of(), Integer.class)).isInstanceOf(MicroException.class)
                .hasMessageContaining("was not sent: no JSON-B").extracting(e -> ((MicroException) e).mayHaveExecuted())
                .isEqualTo(false);
        assertThat(bare.callAsync("shop/x", 1, Integer.class)).isCompletedExceptionally();
        assertThat(bare.forward("shop/x", "1", Duration.ofSeconds(1), CallProtocol.WS).join().payload())
                .as("a registry that only forwards needs none").isNull();
    }
}
