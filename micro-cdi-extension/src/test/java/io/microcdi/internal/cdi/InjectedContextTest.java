package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** The injected {@code RouteContext} is that of the handler on whose thread it is used. */
class InjectedContextTest {

    @ApplicationScoped
    static class Helper {

        @Inject
        RouteContext context;

        String url() {
            return context.url() + context.principal().isPresent();
        }
    }

    @MicroService
    static class Service {

        @Inject
        Helper helper;

        @Inject
        MicroNode node;

        @Route("/outer/{x}")
        public String outer() {
            return helper.url() + " " + node.dispatch("/inner", null, String.class).toCompletableFuture().join() + " "
                    + helper.url();
        }

        @Route("/inner")
        public String inner() {
            return helper.url();
        }
    }

    @Test
    void itIsThatOfTheCurrentHandlerAndThrowsOutsideOfOne() throws Exception {
        try (App app = App.of(Map.of(), Helper.class, Service.class)) {
            assertThat(app.<String>call("/outer/1", null, String.class))
                    .isEqualTo("/outer/1false /innerfalse /outer/1false");
            Helper helper = app.bean(Helper.class);
            assertThatThrownBy(helper::url).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("MICRO002022");
        }
    }
}
