package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.util.AnnotationLiteral;

import org.junit.jupiter.api.Test;

import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** The extension uses the annotations of a class as other extensions have changed them. */
class AnnotatedTypesTest {

    @ApplicationScoped
    static class Foreign {
        public String greet(String name) {
            return "hello " + name;
        }

        @Route("/written")
        public String written() {
            return "written";
        }
    }

    static final class RouteLiteral extends AnnotationLiteral<Route> implements Route {
        private static final long serialVersionUID = 1L;

        @Override
        public String value() {
            return "/greet/{name}";
        }

        @Override
        public int maxConcurrent() {
            return 0;
        }

        @Override
        public boolean idempotent() {
            return true;
        }

        @Override
        public Execution execution() {
            return Execution.POOL;
        }
    }

    static final class ParamLiteral extends AnnotationLiteral<RouteParam> implements RouteParam {
        private static final long serialVersionUID = 1L;

        @Override
        public String value() {
            return "name";
        }
    }

    /** Adds a route to one method, and takes that of another away. */
    public static class Changer implements Extension {
        void change(@Observes ProcessAnnotatedType<Foreign> event) {
            event.configureAnnotatedType().filterMethods(m -> m.getJavaMember().getName().equals("greet"))
                    .forEach(method -> {
                        method.add(new RouteLiteral());
                        method.params().get(0).add(new ParamLiteral());
                    });
            event.configureAnnotatedType().filterMethods(m -> m.getJavaMember().getName().equals("written"))
                    .forEach(method -> method.remove(a -> a.annotationType() == Route.class));
        }
    }

    /** Vetoes a class, whose routes are then nobody's. */
    public static class Vetoer implements Extension {
        void veto(@Observes ProcessAnnotatedType<Foreign> event) {
            event.veto();
        }
    }

    @Test
    void routesMayBeAddedAndTakenAway() throws Exception {
        try (App app = App.of(Map.of(), new Changer(), Foreign.class)) {
            assertThat(app.<String>call("/greet/you", null, String.class)).isEqualTo("hello you");
            assertThatThrownBy(() -> app.call("/written", null, String.class)).hasMessageContaining("/written");
        }
    }

    @Test
    void aVetoedBeanServesNothing() {
        try (App app = App.of(Map.of(), new Vetoer(), Foreign.class)) {
            assertThatThrownBy(() -> app.call("/written", null, String.class)).hasMessageContaining("/written");
        }
    }

    @Test
    void theExtensionIsFoundByTheContainer() {
        System.setProperty("micro.namespace", "test");
        try (SeContainer container = SeContainerInitializer.newInstance().addBeanClasses(Foreign.class)
                .initialize()) {
            assertThat(container.getBeanManager().getExtension(MicroExtension.class).lifecycle()).isNotNull();
        } finally {
            System.clearProperty("micro.namespace");
        }
    }
}
