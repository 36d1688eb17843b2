package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RouteException;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Calls that wait. */
class BlockingCallTest {

    private final World world = new World();
    private final TestNode provider = world.node("payments", "10.0.1.0:9000");
    private final TestNode consumer = world.node("checkout", "10.0.0.6:9000");

    @BeforeEach
    void start() {
        TestRegistry.in(world);
        provider.start();
        consumer.start();
    }

    @Test
    void theFailureHasTheStackOfTheCaller() {
        provider.route("/x", context -> {
            throw new RouteException(418, "teapot");
        });
        assertThatThrownBy(() -> consumer.caller().call("payments", "/x", null, Void.class))
                .isInstanceOf(CallFailedException.class).hasMessage("teapot")
                .satisfies(e -> assertThat(e.getStackTrace()).anyMatch(
                        frame -> frame.getMethodName().contains("theFailureHasTheStackOfTheCaller")));
    }

    @Test
    void anAnswerThatDoesNotFitTheTypeIsTold() {
        provider.route("/x", context -> "text");
        assertThatThrownBy(() -> consumer.caller().call("payments", "/x", null, Integer.class))
                .isInstanceOfSatisfying(MicroException.class, e -> {
                    assertThat(e).hasMessageContaining("payments/x").hasMessageContaining("java.lang.Integer");
                    assertThat(e.mayHaveExecuted()).isTrue();
                });
    }

    @Test
    void anInterruptGivesTheCallUpAndIsTheExceptionThen() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> stage = new CompletableFuture<>();
        provider.route("/slow", context -> {
            begun.countDown();
            return stage;
        });
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                consumer.caller().call("payments", "/slow", null, String.class);
            } catch (MicroException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
                failure.complete(e);
            }
        });
        caller.start();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        caller.join(10_000);
        assertThat(failure.join()).isInstanceOf(CallAbortedException.class);
        assertThat(interrupted.join()).as("the next call of the thread works").isFalse();
        assertThat(stage).as("the handler was told").isCancelled();
    }

    @Test
    void aCallbackOnTheReadingThreadMustNotWait() {
        consumer.node().register(new RouteSpec(PathPattern.parse("/inline"), false, true),
                context -> consumer.caller().call("payments", "/x", null, String.class));
        assertThatThrownBy(provider.call("checkout", "/inline")::join).isInstanceOf(CallFailedException.class)
                .hasMessageContaining("internal error");
        consumer.node().register(new RouteSpec(PathPattern.parse("/get"), false, true),
                context -> consumer.caller().peer("payments").key());
        assertThatThrownBy(provider.call("checkout", "/get")::join).hasMessageContaining("internal error");
    }

    /** The answer may have to come over the socket that this thread reads. */
    @Test
    @Timeout(120)
    void aCallbackOnTheReadingThreadMustNotWaitForAFutureEither() {
        consumer.node().register(new RouteSpec(PathPattern.parse("/get"), false, true),
                context -> consumer.caller().callAsync("payments", "/never", null, String.class).get());
        consumer.node().register(new RouteSpec(PathPattern.parse("/timed"), false, true), context -> consumer.caller()
                .callAsync("payments", "/never", null, String.class).get(1, TimeUnit.SECONDS));
        consumer.node().register(new RouteSpec(PathPattern.parse("/poll"), false, true), context -> {
            CompletableFuture<String> call = consumer.caller().callAsync("payments", "/never", null, String.class);
            try {
                return call.get(0, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                return "not yet";
            }
        });
        provider.route("/never", context -> new CompletableFuture<>());
        for (String url : List.of("/get", "/timed")) {
            assertThatThrownBy(provider.call("checkout", url)::join).as(url).hasMessageContaining("internal error");
        }
        assertThat(provider.call("checkout", "/poll").join()).isEqualTo("not yet");
    }

    /** The context goes along, and the thread is another one. */
    @Test
    void anInlineRouteMayWaitOnAThreadOfItsOwn() {
        consumer.node().register(new RouteSpec(PathPattern.parse("/elsewhere"), false, true), context -> {
            CompletableFuture<String> own = new CompletableFuture<>();
            Thread thread = new Thread(context.wrap(() -> {
                try {
                    DefaultCaller.checkMayBlock();
                    own.complete("it may");
                } catch (IllegalStateException e) {
                    own.complete(e.getMessage());
                }
            }));
            thread.start();
            return own.join();
        });
        assertThat(provider.call("checkout", "/elsewhere").join()).isEqualTo("it may");
    }

    /** A result that throws while it is written. */
    public static final class Secretive {

        /** Read by JSON-B. */
        public String getUrl() {
            throw new IllegalStateException("jdbc:db://shop?password=secret");
        }
    }

    @Test
    void aResultOfItsOwnThatThrowsIsAnInternalErrorToo() {
        consumer.node().register(new RouteSpec(PathPattern.parse("/secret"), false, true), context -> new Secretive());
        for (TestNode caller : List.of(provider, consumer)) {
            assertThatThrownBy(caller.call("checkout", "/secret")::join).hasMessageContaining("internal error")
                    .hasMessageNotContaining("password");
        }
    }

    @Test
    void getFailsByTheCallsOwnException() {
        assertThatThrownBy(() -> consumer.caller().peer("ghost")).isInstanceOf(NamespaceNotFoundException.class);
        assertThat(consumer.caller().peer("payments", List.of()).key()).isEqualTo("10.0.1.0:9000");
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        var call = consumer.caller().to("payments");
        assertThatThrownBy(() -> call.timeout(Duration.ZERO)).hasMessageContaining("more than zero");
        assertThatThrownBy(() -> call.attemptTimeout(Duration.ofMillis(-1))).hasMessageContaining("more than zero");
        assertThatThrownBy(() -> call.retries(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> call.correlationId("")).hasMessageContaining("1 to 128 visible characters");
        assertThatThrownBy(() -> consumer.caller().to("-no")).hasMessageContaining("-no");
    }

    @Test
    void aTimeoutWithoutAnEndIsTakenForVeryLong() {
        provider.route("/x", context -> "x");
        assertThat(consumer.caller().to("payments").timeout(Duration.ofSeconds(Long.MAX_VALUE))
                .call("/x", null, String.class)).isEqualTo("x");
    }
}
