package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.Scans.problem;
import static io.microcdi.internal.cdi.route.Scans.route;
import static io.microcdi.internal.cdi.route.Scans.routes;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.microcdi.RouteContext;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** Which methods cannot be routes, and what their author is told. */
class SignatureTest {

    static class Private {
        @Route("/x")
        private void go() {
        }
    }

    static class Static {
        @Route("/x")
        public static void go() {
        }
    }

    static class Final {
        @Route("/x")
        public final void go() {
        }
    }

    @Test
    void modifiers() {
        assertThat(problem(Private.class)).isEqualTo(
                "MICRO002100: " + Private.class.getName() + ".go() has @Route but is private: make it public");
        assertThat(problem(Static.class)).startsWith("MICRO002101: ").contains("instance method");
        assertThat(problem(Final.class)).startsWith("MICRO002102: ").contains("remove final");
    }

    interface Business {
        void other();
    }

    interface RouteView {
        void go();
    }

    static class Bean implements Business, RouteView {
        @Override
        @Route("/x")
        public void go() {
        }

        @Override
        public void other() {
        }
    }

    @Test
    void theMethodMustBeInTheBeansTypes() {
        Set<Type> types = Set.of(Business.class, Object.class);
        assertThat(problem(new RouteBean(Bean.class, types, false))).startsWith("MICRO002103: ")
                .contains("[" + Business.class.getName() + ", java.lang.Object]", "@Typed");
    }

    @Test
    void itIsCalledByTheInterfaceThatTheTypesHave() {
        RouteBean bean = new RouteBean(Bean.class, Set.of(RouteView.class, Object.class), true);
        RouteMethod route = RouteScanner.scan(bean, AnnotationSource.REFLECTION).routes().get(0);
        assertThat(route.called().getDeclaringClass()).isEqualTo(RouteView.class);
        assertThat(route.running().getDeclaringClass()).isEqualTo(Bean.class);
        assertThat(route.view()).isEqualTo(RouteView.class);
    }

    static class PackagePrivate {
        @Route("/x")
        void go() {
        }
    }

    @Test
    void aSessionBeansMethodMustBePublic() {
        assertThat(route(PackagePrivate.class).path().text()).isEqualTo("/x");
        assertThat(problem(new RouteBean(PackagePrivate.class, Set.of(PackagePrivate.class), true)))
                .startsWith("MICRO002104: ");
    }

    static class TwoPayloads {
        @Route("/x/{id}")
        public void go(String one, @RouteParam("id") String id, int two) {
        }
    }

    static class UnknownParam {
        @Route("/x/{id}/{line}")
        public void go(@RouteParam("nr") String nr) {
        }
    }

    static class ParamOfStrangeType {
        @Route("/x/{id}")
        public void go(@RouteParam("id") List<String> id) {
        }
    }

    static class ParamOnContext {
        @Route("/x/{id}")
        public void go(@RouteParam("id") RouteContext id) {
        }
    }

    static class MetadataOfStrangeType {
        @Route("/x")
        public void go(@Metadata("tenant") int tenant) {
        }
    }

    static class MetadataFromThePath {
        @Route("/x/{id}")
        public void go(@Metadata("tenant") @RouteParam("id") String tenant) {
        }
    }

    static class MetadataOfStrangeName {
        @Route("/x")
        public void go(@Metadata("Tenant") String tenant) {
        }
    }

    @Test
    void metadata() {
        assertThat(problem(MetadataOfStrangeType.class)).startsWith("MICRO002117: ").contains("\"tenant\"",
                "of type int",
                "expected a String");
        assertThat(problem(MetadataFromThePath.class)).startsWith("MICRO002117: ").contains("without @RouteParam");
        assertThat(problem(MetadataOfStrangeName.class)).startsWith("MICRO002118: ").contains("\"Tenant\"", "a-z");
    }

    @Test
    void parameters() {
        assertThat(problem(TwoPayloads.class)).startsWith("MICRO002108: ")
                .contains("2 parameters", "java.lang.String, int", "@RouteParam");
        assertThat(problem(UnknownParam.class)).startsWith("MICRO002109: ")
                .contains("@RouteParam(\"nr\")", "\"/x/{id}/{line}\"", "{id}, {line}");
        assertThat(problem(ParamOfStrangeType.class)).startsWith("MICRO002110: ").contains("java.util.List");
        assertThat(problem(ParamOnContext.class)).startsWith("MICRO002114: ");
    }

    static class NegativeLimit {
        @Route(value = "/x", maxConcurrent = -1)
        public void go() {
        }
    }

    @Test
    void aNegativeLimitIsAnError() {
        assertThat(problem(NegativeLimit.class)).startsWith("MICRO002115: ").contains("maxConcurrent = -1");
    }

    @Route(value = "/limited", maxConcurrent = 3)
    static class LimitOfTheClass {
        @Route("/a")
        public void ofTheClass() {
        }

        @Route(value = "/b", maxConcurrent = 2)
        public void ofItsOwn() {
        }
    }

    @Test
    void theLimitOfAClassHoldsForRoutesWithoutOneOfTheirOwn() {
        assertThat(routes(LimitOfTheClass.class))
                .extracting(route -> route.path().text() + " " + route.maxConcurrent())
                .containsExactlyInAnyOrder("/limited/a 3", "/limited/b 2");
    }

    static class AllAtOnce {
        @Route(value = "/orders/{id}/{line}", idempotent = true, execution = Route.Execution.INLINE, maxConcurrent = 7)
        public String go(@RouteParam("line") int line, String payload, RouteContext context,
                @RouteParam("id") String id) {
            return id + line + payload + context.url();
        }
    }

    @Test
    void allKindsOfParametersInAnyOrder() {
        RouteMethod route = route(AllAtOnce.class);
        assertThat(route.arguments()).hasSize(4);
        assertThat(route.idempotent()).isTrue();
        assertThat(route.inline()).isTrue();
        assertThat(route.maxConcurrent()).isEqualTo(7);
        assertThat(route.path().names()).containsExactly("id", "line");
    }

    static class ReturnsFuture {
        @Route("/x")
        public Future<String> go() {
            return null;
        }
    }

    static class ReturnsStream {
        @Route("/x")
        public Stream<String> go() {
            return null;
        }
    }

    static class ReturnsPublisher {
        @Route("/x")
        public Flow.Publisher<String> go() {
            return null;
        }
    }

    @Test
    void typesThatCannotBeSent() {
        assertThat(problem(ReturnsFuture.class)).startsWith("MICRO002112: ")
                .contains("java.util.concurrent.Future<java.lang.String>", "CompletionStage");
        assertThat(problem(ReturnsStream.class)).startsWith("MICRO002112: ");
        assertThat(problem(ReturnsPublisher.class)).startsWith("MICRO002112: ");
    }

    static class Returns {
        @Route("/void")
        public void nothing() {
        }

        @Route("/Void")
        public Void boxedNothing() {
            return null;
        }

        @Route("/stage-of-void")
        public CompletionStage<Void> laterNothing() {
            return null;
        }

        @Route("/value")
        public int value() {
            return 1;
        }

        @Route("/stage")
        public CompletableFuture<String> later() {
            return null;
        }
    }

    @Test
    void handlersThatAnswerWithNothing() {
        assertThat(routes(Returns.class)).filteredOn(r -> !r.answers()).extracting(r -> r.path().text())
                .containsExactlyInAnyOrder("/void", "/Void", "/stage-of-void");
        assertThat(routes(Returns.class)).filteredOn(RouteMethod::answers).hasSize(2);
    }

    static class SeveralProblems {
        @Route("/x")
        private void first() {
        }

        @Route("x")
        public void second() {
        }

        @Route("/fine")
        public void third() {
        }
    }

    @Test
    void everyProblemIsToldAtOnce() {
        RouteScanner.Found found = RouteScanner.scan(Scans.asBean(SeveralProblems.class), AnnotationSource.REFLECTION);
        assertThat(found.problems()).extracting(Throwable::getMessage).anyMatch(m -> m.startsWith("MICRO002100"))
                .anyMatch(m -> m.startsWith("MICRO002105")).hasSize(2);
        assertThat(found.routes()).hasSize(1);
    }
}
