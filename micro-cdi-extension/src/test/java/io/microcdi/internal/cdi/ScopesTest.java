package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.annotation.Route;
import io.microcdi.error.MicroException;
import io.microcdi.testing.support.Await;

/** Each scope keeps its meaning, and the request scope is active in a handler. */
class ScopesTest {

    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();
    private static final AtomicInteger COUNT = new AtomicInteger();

    @BeforeEach
    void forget() {
        EVENTS.clear();
        COUNT.set(0);
    }

    @RequestScoped
    static class Request {
        private final int number = COUNT.incrementAndGet();

        int number() {
            return number;
        }

        @PreDestroy
        void end() {
            EVENTS.add("request " + number + " ended");
        }
    }

    @Dependent
    static class Part {
        @PreDestroy
        void end() {
            EVENTS.add("part ended");
        }
    }

    @ApplicationScoped
    static class Application {
        @Inject
        Request request;

        @Inject
        Request same;

        private int calls;

        @Route("/application")
        String go() {
            EVENTS.add("called");
            return ++calls + " " + request.number() + " " + same.number();
        }

        @Route("/application-later")
        CompletionStage<String> later() {
            EVENTS.add("called " + request.number());
            return LATER;
        }
    }

    private static CompletableFuture<String> LATER;

    @Singleton
    static class Single {
        private final int number = COUNT.incrementAndGet();

        @Route("/singleton")
        String go() {
            return "singleton " + number;
        }
    }

    @RequestScoped
    static class PerRequest {
        private final int number = COUNT.incrementAndGet();

        @Route("/request")
        String go() {
            return "request " + number;
        }
    }

    @Dependent
    static class PerCall {
        @Inject
        Part part;

        private final int number = COUNT.incrementAndGet();

        @Route("/dependent")
        String go() {
            EVENTS.add("called");
            return "dependent " + number;
        }

        @Route("/dependent-later")
        CompletionStage<String> later() {
            EVENTS.add("called");
            return LATER;
        }

        @Route("/dependent-fails")
        String fails() {
            throw new IllegalStateException("broken");
        }

        @PreDestroy
        void end() {
            EVENTS.add("bean ended");
        }
    }

    @Test
    void anApplicationScopedBeanSeesOneRequestScopeForEachCall() throws Exception {
        try (App app = App.of(Application.class, Request.class)) {
            assertThat(app.<String>call("/application", null, String.class)).isEqualTo("1 1 1");
            assertThat(app.<String>call("/application", null, String.class)).isEqualTo("2 2 2");
            assertThat(EVENTS).containsExactly("called", "request 1 ended", "called", "request 2 ended");
        }
    }

    @Test
    void theRequestScopeSpansTheMethodNotItsStage() throws Exception {
        LATER = new CompletableFuture<>();
        try (App app = App.of(Application.class, Request.class)) {
            CompletionStage<String> answer = app.node().dispatch("/application-later", null, String.class);
            Await.until(() -> EVENTS.contains("request 1 ended"));
            assertThat(answer.toCompletableFuture()).isNotDone();
            LATER.complete("done");
            assertThat(answer.toCompletableFuture().get()).isEqualTo("done");
        }
    }

    @Test
    void aSingletonIsOneAndARequestScopedBeanIsNewEachTime() throws Exception {
        try (App app = App.of(Single.class, PerRequest.class)) {
            assertThat(app.<String>call("/singleton", null, String.class)).isEqualTo("singleton 1");
            assertThat(app.<String>call("/singleton", null, String.class)).isEqualTo("singleton 1");
            assertThat(app.<String>call("/request", null, String.class)).isEqualTo("request 2");
            assertThat(app.<String>call("/request", null, String.class)).isEqualTo("request 3");
        }
    }

    @Test
    void aDependentBeanAndItsPartsEndWithTheCall() throws Exception {
        try (App app = App.of(PerCall.class, Part.class)) {
            assertThat(app.<String>call("/dependent", null, String.class)).isEqualTo("dependent 1");
            assertThat(app.<String>call("/dependent", null, String.class)).isEqualTo("dependent 2");
            assertThat(EVENTS).startsWith("called").contains("part ended", "bean ended").hasSize(6);
        }
    }

    @Test
    void aDependentBeanLivesUntilItsStageCompletes() throws Exception {
        LATER = new CompletableFuture<>();
        try (App app = App.of(PerCall.class, Part.class)) {
            CompletionStage<String> answer = app.node().dispatch("/dependent-later", null, String.class);
            Await.until(() -> EVENTS.contains("called"));
            assertThat(EVENTS).containsExactly("called");
            LATER.complete("done");
            assertThat(answer.toCompletableFuture().get()).isEqualTo("done");
            assertThat(EVENTS).containsExactlyInAnyOrder("called", "part ended", "bean ended");
        }
    }

    @Test
    void aDependentBeanEndsAlsoWhereItsMethodFails() {
        try (App app = App.of(PerCall.class, Part.class)) {
            assertThatThrownBy(() -> app.call("/dependent-fails", null, String.class))
                    .isInstanceOf(MicroException.class).hasMessageContaining("internal error")
                    .hasMessageNotContaining("broken");
            assertThat(EVENTS).containsExactlyInAnyOrder("part ended", "bean ended");
        }
    }
}
