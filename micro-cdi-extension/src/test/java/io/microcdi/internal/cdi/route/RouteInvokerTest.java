package io.microcdi.internal.cdi.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.validation.constraints.NotNull;

import org.junit.jupiter.api.Test;

import io.microcdi.RouteHandler;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.internal.route.RequestRefusedException;

/** The order of what happens around a method, and what becomes of its results. */
class RouteInvokerTest {

    private final List<String> events = new ArrayList<>();
    private final CompletableFuture<Void> nothingLater = new CompletableFuture<>();
    private final CompletableFuture<String> later = new CompletableFuture<>();

    class Bean {
        @Route("/value/{id}")
        String value(@RouteParam("id") int id, String text) {
            events.add("method");
            return id + text;
        }

        @Route("/void")
        void nothing() {
            events.add("method");
        }

        @Route("/stage")
        CompletionStage<String> stage() {
            events.add("method");
            return later;
        }

        @Route("/void-stage")
        CompletionStage<Void> voidStage() {
            return nothingLater;
        }

        @Route("/null-stage")
        CompletionStage<String> nullStage() {
            return null;
        }

        @Route("/varargs")
        String varargs(String... all) {
            return String.join("+", all);
        }

        @Route("/required")
        String required(@NotNull String text) {
            return text;
        }

        @Route("/throws")
        void fails() throws Exception {
            events.add("method");
            throw new IOException("broken");
        }

        @Route("/error")
        void error() {
            throw new StackOverflowError("deep");
        }
    }

    private Object call(String path, FixedContext context) throws Exception {
        RouteMethod route = Scans.routes(Bean.class).stream().filter(r -> r.path().text().equals(path)).findFirst()
                .orElseThrow();
        InstanceSource instances = () -> {
            events.add("lease");
            return new InstanceSource.Lease() {
                @Override
                public Object instance() {
                    return new Bean();
                }

                @Override
                public void release() {
                    events.add("release");
                }
            };
        };
        RequestScope scope = () -> {
            events.add("begin");
            return () -> events.add("end");
        };
        return new RouteInvoker(route, instances, scope, null).handle(context);
    }

    private Object call(String path) throws Exception {
        return call(path, new FixedContext());
    }

    @Test
    void theBeanIsTakenAndGivenBackWithinTheRequestScope() throws Exception {
        assertThat(call("/value/{id}", new FixedContext(Map.of("id", "7"), "x"))).isEqualTo("7x");
        assertThat(events).containsExactly("begin", "lease", "method", "release", "end");
    }

    @Test
    void argumentsAreBoundBeforeAnythingElse() {
        assertThatThrownBy(() -> call("/value/{id}", new FixedContext(Map.of("id", "x"), "x")))
                .isInstanceOf(RequestRefusedException.class);
        assertThat(events).isEmpty();
    }

    @Test
    void nothingIsAnsweredWithNothing() throws Exception {
        assertThat(call("/void")).isSameAs(RouteHandler.NOTHING);
        assertThat(call("/null-stage")).isNull();
    }

    @Test
    void nullIsRefusedWhereItIsForbidden() throws Exception {
        assertThat(call("/required", new FixedContext(Map.of(), "x"))).isEqualTo("x");
        assertThatThrownBy(() -> call("/required")).isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("a payload is required");
        assertThat(events).doesNotContain("method");
    }

    @Test
    void anArrayIsOnePayload() throws Exception {
        assertThat(call("/varargs", new FixedContext(Map.of(), new String[] { "a", "b" }))).isEqualTo("a+b");
    }

    @Test
    void withAStageTheScopeEndsAtOnceAndTheBeanStays() throws Exception {
        assertThat(call("/stage")).isSameAs(later);
        assertThat(events).containsExactly("begin", "lease", "method", "end");
        later.complete("x");
        assertThat(events).endsWith("end", "release");
    }

    @Test
    void aStageThatFailsGivesTheBeanBackToo() throws Exception {
        call("/stage");
        later.completeExceptionally(new IllegalStateException("broken"));
        assertThat(events).endsWith("release");
    }

    @Test
    void aStageWithoutValueIsAnsweredWithNothing() throws Exception {
        CompletableFuture<?> answer = ((CompletionStage<?>) call("/void-stage")).toCompletableFuture();
        assertThat(answer).isNotDone();
        nothingLater.complete(null);
        assertThat(answer.join()).isSameAs(RouteHandler.NOTHING);
    }

    @Test
    void cancellingAStageWithoutValueCancelsTheStageOfTheMethod() throws Exception {
        ((CompletionStage<?>) call("/void-stage")).toCompletableFuture().cancel(true);
        assertThat(nothingLater).isCancelled();
        assertThat(events).endsWith("release");
    }

    @Test
    void anExceptionOfTheMethodIsThrown() {
        assertThatThrownBy(() -> call("/throws")).isInstanceOf(IOException.class).hasMessage("broken");
        assertThat(events).containsExactly("begin", "lease", "method", "release", "end");
        assertThatThrownBy(() -> call("/error")).isInstanceOf(StackOverflowError.class);
        assertThat(events).endsWith("release", "end");
    }
}
