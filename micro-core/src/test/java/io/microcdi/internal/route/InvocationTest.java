package io.microcdi.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.internal.json.PayloadException;

/** One run of a handler: how it ends, and what it is given. */
class InvocationTest {

    private static final String PAYLOAD = "{\"_correlationId\":\"trace-1\",\"data\":\"Ada\"}";

    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void nothingIsLeftOnTheThread() {
        assertThat(Invocation.current()).isNull();
        assertThat(MDC.get(Invocation.MDC_KEY)).isNull();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aResultIsTold() {
        assertThat(run(PAYLOAD, context -> "hello").results).containsExactly("hello");
        assertThat(run(PAYLOAD, context -> null).results).containsExactly((Object) null);
        assertThat(run(PAYLOAD, context -> RouteHandler.NOTHING).results).containsExactly(RouteHandler.NOTHING);
    }

    @Test
    void aFailureIsToldWhateverItIs() {
        for (Throwable thrown : List.of(new IOException(), new IllegalStateException(), new StackOverflowError())) {
            TestInvocation run = run(PAYLOAD, context -> {
                throw InvocationTest.<RuntimeException>sneaky(thrown);
            });
            assertThat(run.failures).containsExactly(thrown);
            assertThat(run.results).isEmpty();
        }
    }

    @SuppressWarnings("unchecked") // the compiler is to believe it
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aStagesEndIsTold() {
        CompletableFuture<String> good = new CompletableFuture<>();
        CompletableFuture<String> bad = new CompletableFuture<>();
        TestInvocation first = run(PAYLOAD, context -> good);
        TestInvocation second = run(PAYLOAD, context -> bad.thenApply(value -> value));
        assertThat(first.results).isEmpty();
        good.complete("later");
        bad.completeExceptionally(new IOException("gone"));
        assertThat(first.results).containsExactly("later");
        assertThat(second.failures).singleElement().isInstanceOf(CompletionException.class);
    }

    @Test
    void aRunThatIsStoppedBeforeItBeginsIsSkipped() {
        TestInvocation run = new TestInvocation(PAYLOAD, context -> seen.add("ran"));
        run.cancellation().stop();
        run.run();
        assertThat(run.skips).isEqualTo(1);
        assertThat(seen).isEmpty();
        assertThat(run.results).isEmpty();
    }

    @Test
    void aRunningHandlerSeesTheAbortAndIsInterrupted() {
        TestInvocation run = new TestInvocation(PAYLOAD, context -> {
            context.onAbort(() -> seen.add("told"));
            seen.add(context.isAborted());
            ((TestInvocation) context).cancellation().stop();
            seen.add(context.isAborted());
            seen.add(Thread.currentThread().isInterrupted());
            context.onAbort(() -> seen.add("told late"));
            return null;
        });
        run.run();
        assertThat(seen).containsExactly(false, "told", true, true, "told late");
    }

    @Test
    void anAbortCancelsTheStageOnce() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        TestInvocation run = run(PAYLOAD, context -> stage);
        run.cancellation().stop();
        assertThat(stage).isCancelled();
        assertThat(run.failures).singleElement().isInstanceOf(CancellationException.class);
        assertThat(run.results).isEmpty();
    }

    /** As where a server has stopped the application: the later calls of the thread would inherit its deadline and user. */
    @Test
    void aRunThatFailsBeforeItsHandlerIsNotTheCurrentOneAfterwards() {
        Error thrown = new NoClassDefFoundError("expected by this test");
        Map<String, String> broken = new HashMap<>() {
            @Override
            public String get(Object key) {
                throw thrown;
            }
        };
        TestInvocation run = new TestInvocation(PAYLOAD, broken, context -> seen.add("ran"));
        run.run();
        assertThat(run.failures).containsExactly(thrown);
        assertThat(Invocation.current()).isNull();
    }

    @Test
    void aStageThatTakesNoDependentFailsTheRun() {
        UnsupportedOperationException thrown = new UnsupportedOperationException();
        CompletableFuture<String> stage = new CompletableFuture<>() {
            @Override
            public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
                throw thrown;
            }
        };
        assertThat(run(PAYLOAD, context -> stage).failures).containsExactly(thrown);
    }

    @Test
    void theHandlerIsGivenItsRequest() {
        run(PAYLOAD, context -> seen.addAll(List.of(context.url(), context.param("id"), context.params(),
                context.correlationId().orElseThrow(), context.payload(String.class))));
        assertThat(seen).containsExactly("/orders/7", "7", Map.of("id", "7"), "trace-1", "Ada");
    }

    @Test
    void absentPartsAreNullOrEmpty() {
        run(null, context -> {
            seen.add(context.payload(String.class));
            seen.add(context.param("other"));
            seen.add(context.correlationId().isPresent());
            seen.add(MDC.get(Invocation.MDC_KEY));
            return null;
        });
        assertThat(seen).containsExactly(null, null, false, null);
    }

    @Test
    void aPayloadThatDoesNotFitFailsTheHandler() {
        assertThat(run("[]", context -> context.payload(Map.Entry.class)).failures).singleElement()
                .isInstanceOf(PayloadException.class);
    }

    @Test
    void theRemainingTimeRunsOutAndIsNeverNegative() {
        TestInvocation run = new TestInvocation(null, context -> null);
        assertThat(run.remaining()).hasSeconds(30);
        TestInvocation.TIMER.advance(Duration.ofSeconds(29));
        assertThat(run.remaining()).hasSeconds(1);
        TestInvocation.TIMER.advance(Duration.ofSeconds(2));
        assertThat(run.remaining()).isZero();
    }

    @Test
    void theLogContextOfAHandlerEndsWithIt() {
        for (String payload : new String[] { PAYLOAD, "1" }) {
            run(payload, context -> {
                MDC.put("user", "Ada");
                MDC.put(Invocation.MDC_KEY, "forged");
                return null;
            });
            assertThat(MDC.getMap()).isNullOrEmpty();
        }
        MDC.put("user", "outer");
        MDC.put(Invocation.MDC_KEY, "outer-id");
        try {
            run(PAYLOAD, context -> {
                MDC.remove("user");
                return null;
            });
            assertThat(MDC.get("user")).isEqualTo("outer");
            assertThat(MDC.get(Invocation.MDC_KEY)).isEqualTo("outer-id");
        } finally {
            MDC.remove("user");
            MDC.remove(Invocation.MDC_KEY);
        }
    }

    @Test
    void theRunAndItsIdAreKnownOnTheHandlersThread() {
        TestInvocation run = new TestInvocation(PAYLOAD, context -> {
            seen.add(Invocation.current());
            seen.add(MDC.get(Invocation.MDC_KEY));
            return null;
        });
        run.run();
        assertThat(seen).containsExactly(run, "trace-1");
    }

    @Test
    void aRunInsideOfAnotherGivesTheThreadBack() {
        TestInvocation inner = new TestInvocation("{\"_correlationId\":\"inner\"}",
                context -> seen.add(MDC.get(Invocation.MDC_KEY)));
        TestInvocation outer = new TestInvocation(PAYLOAD, context -> {
            inner.run();
            seen.add(MDC.get(Invocation.MDC_KEY));
            return seen.add(Invocation.current());
        });
        outer.run();
        assertThat(seen).containsExactly("inner", "trace-1", outer);
    }

    @Test
    void theContextIsCarriedToAnotherThread() throws Exception {
        List<Runnable> wrapped = new ArrayList<>();
        TestInvocation run = run(PAYLOAD, context -> wrapped.add(context.wrap(() -> {
            seen.add(Invocation.current());
            seen.add(MDC.get(Invocation.MDC_KEY));
        })));
        Thread other = new Thread(() -> {
            wrapped.get(0).run();
            seen.add(Invocation.current());
            seen.add(MDC.get(Invocation.MDC_KEY));
        });
        other.start();
        other.join();
        assertThat(seen).containsExactly(run, "trace-1", null, null);
    }

    @Test
    void aWrappedActionReturnsAndThrowsItsOwn() throws Exception {
        RouteContext context = new TestInvocation(PAYLOAD, ignored -> null);
        assertThat(context.wrap(() -> 42).call()).isEqualTo(42);
        assertThatThrownBy(() -> context.wrap(() -> {
            throw new IOException("disk");
        }).call()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> context.wrap((Runnable) () -> {
            throw new IllegalStateException("boom");
        }).run()).isInstanceOf(IllegalStateException.class).hasMessage("boom");
    }

    private static TestInvocation run(String payload, RouteHandler handler) {
        TestInvocation run = new TestInvocation(payload, handler);
        run.run();
        return run;
    }
}
