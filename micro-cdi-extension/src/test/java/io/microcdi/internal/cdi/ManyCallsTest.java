package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.annotation.Route;
import io.microcdi.testing.support.Await;

/** Many calls at once mix nothing up, and leave nothing behind. */
class ManyCallsTest {

    private static final int CALLS = 5_000;
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final AtomicInteger DESTROYED = new AtomicInteger();

    @RequestScoped
    static class Request {
        private final int number = MADE.incrementAndGet();

        int number() {
            return number;
        }

        @PreDestroy
        void end() {
            DESTROYED.incrementAndGet();
        }
    }

    @Dependent
    static class PerCall {
        @Inject
        Request request;

        @Inject
        Request again;

        @Route("/number")
        int number() {
            if (request.number() != again.number()) {
                throw new IllegalStateException("two request scopes in one call");
            }
            return request.number();
        }

        @PreDestroy
        void end() {
            DESTROYED.incrementAndGet();
        }
    }

    @ApplicationScoped
    static class Outer {
        @Inject
        Request request;

        @Inject
        MicroNode node;

        @Route(value = "/inline", execution = Route.Execution.INLINE)
        int inline() {
            return request.number();
        }

        /** With a request scope of its own, around a call that may run on this very thread. */
        @ActivateRequestContext
        boolean callWithinARequest() throws Exception {
            int before = request.number();
            node.<Integer>dispatch("/inline", null, Integer.class).toCompletableFuture().get(30, TimeUnit.SECONDS);
            return request.number() == before;
        }
    }

    @Test
    void eachCallHasARequestScopeOfItsOwn() throws Exception {
        MADE.set(0);
        DESTROYED.set(0);
        try (App app = App.of(PerCall.class, Request.class)) {
            MicroNode node = app.node();
            Set<Integer> numbers = ConcurrentHashMap.newKeySet();
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                CompletionStage<Integer> answer = node.dispatch("/number", null, Integer.class);
                answers.add(answer.toCompletableFuture());
            }
            for (CompletableFuture<Integer> answer : answers) {
                numbers.add(answer.get(30, TimeUnit.SECONDS));
            }
            assertThat(numbers).hasSize(CALLS);
            assertThat(MADE).hasValue(CALLS);
            Await.until(() -> DESTROYED.get() == 2 * CALLS);
        }
    }

    @Test
    void aRequestScopeThatIsThereIsLeftAlone() throws Exception {
        try (App app = App.of(Outer.class, Request.class)) {
            app.node();
            assertThat(app.bean(Outer.class).callWithinARequest()).isTrue();
        }
    }
}
