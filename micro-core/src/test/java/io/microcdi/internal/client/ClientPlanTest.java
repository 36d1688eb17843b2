package io.microcdi.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.microcdi.CallOptions;
import io.microcdi.PendingCall;
import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;
import io.microcdi.internal.route.ExceptionMappers;

/** An interface that breaks a rule cannot be a client. The message names the method and the remedy. */
class ClientPlanTest {

    private static String problem(Class<?> type) {
        List<IllegalArgumentException> problems = ClientPlan.of(type, thrown -> thrown == TimeoutException.class)
                .problems();
        assertThat(problems).hasSize(1);
        return problems.get(0).getMessage();
    }

    private static void assertProblem(Class<?> type, int id, String... texts) {
        assertThat(problem(type)).startsWith("MICRO00" + id + ": ").contains(type.getName()).contains(texts);
    }

    interface Unregistered {
        @Route("/x")
        void x();
    }

    @RegisterMicroClient("a b")
    interface BadNamespace {
    }

    @RegisterMicroClient("")
    interface EmptyNamespace {
    }

    record Missing() {
    }

    @RegisterMicroClient("x")
    interface OfMissing {
        @Route("/x")
        void x(Missing missing);
    }

    /** Loads one interface, but no class {@code Missing}. */
    private static final class Incomplete extends ClassLoader {

        Incomplete() {
            super(ClientPlanTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(Missing.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            if (!name.equals(OfMissing.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void aClassThatIsNotThere() throws ClassNotFoundException {
        assertProblem(new Incomplete().loadClass(OfMissing.class.getName()), 1771, Missing.class.getSimpleName(),
                "add it to the application");
    }

    @RegisterMicroClient("x")
    static class Concrete {
    }

    @RegisterMicroClient("x")
    sealed interface Sealed permits Permitted {
    }

    record Permitted() implements Sealed {
    }

    @Test
    void theInterfaceItself() {
        assertProblem(Unregistered.class, 1751, "@RegisterMicroClient(\"payments\")");
        assertProblem(BadNamespace.class, 1752, "\"a b\"", "one to eight segments");
        assertProblem(EmptyNamespace.class, 1752, "\"\"");
        assertProblem(Concrete.class, 1750, "expected an interface");
        assertProblem(Sealed.class, 1750, "expected an interface");
    }

    @RegisterMicroClient("x")
    interface WithoutRoute {
        String go(int number);
    }

    @RegisterMicroClient("x")
    interface RouteWithBody {
        @Route("/x")
        default String go() {
            return "";
        }
    }

    @RegisterMicroClient("x")
    interface BadPath {
        @Route("x")
        String go();
    }

    @RegisterMicroClient("x")
    @Route("/orders/")
    interface BadPrefix {
        @Route("/x")
        String go();
    }

    @RegisterMicroClient("x")
    @Route("/orders")
    interface LostPrefix extends Crud<String> {
    }

    interface One {
        @Route("/one")
        String go();
    }

    interface Two {
        @Route("/two")
        String go();
    }

    @RegisterMicroClient("x")
    interface Ambiguous extends One, Two {
        @Override
        String go();
    }

    @Test
    void theRouteOfAMethod() {
        assertProblem(WithoutRoute.class, 1753, ".go(int)", "make it a default method");
        assertProblem(RouteWithBody.class, 1754, ".go()", "remove the body");
        assertProblem(BadPath.class, 1756, ".go()", "begins with /");
        assertProblem(BadPrefix.class, 1756, "@Route(\"/orders/\")");
        assertProblem(LostPrefix.class, 1757, ".get(", "@Route(\"/orders\")", "repeat the method");
        assertProblem(Ambiguous.class, 1755, One.class.getName(), Two.class.getName());
    }

    @RegisterMicroClient("x")
    interface TwoPayloads {
        @Route("/x")
        void go(String one, List<String> two);
    }

    @RegisterMicroClient("x")
    interface UnknownParam {
        @Route("/x/{id}")
        void go(@RouteParam("nr") String nr);
    }

    @RegisterMicroClient("x")
    interface MissingParam {
        @Route("/x/{id}/{line}")
        void go(@RouteParam("id") String id);
    }

    @RegisterMicroClient("x")
    interface ParamTwice {
        @Route("/x/{id}")
        void go(@RouteParam("id") String id, @RouteParam("id") String other);
    }

    @RegisterMicroClient("x")
    interface StrangeParam {
        @Route("/x/{id}")
        void go(@RouteParam("id") List<String> id);
    }

    @RegisterMicroClient("x")
    interface StrangeMetadata {
        @Route("/x")
        void go(@Metadata("tenant") int tenant);
    }

    @RegisterMicroClient("x")
    interface BadMetadata {
        @Route("/x")
        void go(@Metadata("Tenant") String tenant);
    }

    @RegisterMicroClient("x")
    interface MetadataTwice {
        @Route("/x")
        void go(@Metadata("tenant") String tenant, @Metadata("tenant") String other);
    }

    @RegisterMicroClient("x")
    interface WithContext {
        @Route("/x")
        void go(RouteContext context);
    }

    @RegisterMicroClient("x")
    interface OptionsTwice {
        @Route("/x")
        void go(CallOptions one, CallOptions two);
    }

    @Test
    void theParametersOfAMethod() {
        assertProblem(TwoPayloads.class, 1758, ".go(String, List)", "2 parameters", "@RouteParam");
        assertProblem(UnknownParam.class, 1759, "\"nr\"", "/x/{id}", "{id}");
        assertProblem(MissingParam.class, 1760, "{line}", "@RouteParam(\"line\")");
        assertProblem(ParamTwice.class, 1761, "leave one");
        assertProblem(StrangeParam.class, 1762, "java.util.List", "UUID");
        assertProblem(StrangeMetadata.class, 1763, "int", "expected a String");
        assertProblem(BadMetadata.class, 1764, "\"Tenant\"");
        assertProblem(MetadataTwice.class, 1764, "once in a method");
        assertProblem(WithContext.class, 1765, "inject the RouteContext");
        assertProblem(OptionsTwice.class, 1766, "leave one");
    }

    interface Crud<T> {
        @Route("/get")
        T get(T example);
    }

    @RegisterMicroClient("x")
    interface Open<T> extends Crud<List<T>> {
    }

    interface Batch<T> {
        @Route("/all")
        T[] all(List<T>[] examples);
    }

    @RegisterMicroClient("x")
    interface Batches extends Batch<Map<String, List<Integer>>> {
        @Route("/all")
        CompletionStage<Map<String, List<Integer>>[]> allLater(List<Map<String, List<Integer>>>[] examples);
    }

    @RegisterMicroClient("x")
    interface OpenBatch<T> extends Batch<T> {
    }

    @RegisterMicroClient("x")
    interface OpenMethod {
        @Route("/x")
        <T> T go(Class<T> type);
    }

    @RegisterMicroClient("x")
    interface Streams {
        @Route("/x")
        Stream<String> go();
    }

    @RegisterMicroClient("x")
    interface Futures {
        @Route("/x")
        Future<String> go();
    }

    @RegisterMicroClient("x")
    interface StagesOfStages {
        @Route("/x")
        CompletionStage<CompletionStage<String>> go();
    }

    @RegisterMicroClient("x")
    interface PerhapsLater {
        @Route("/x")
        Optional<CompletableFuture<String>> go();
    }

    @RegisterMicroClient("x")
    interface StagesOfCalls {
        @Route("/x")
        CompletionStage<PendingCall<String>> go();
    }

    @RegisterMicroClient("x")
    interface ListsOfStreams {
        @Route("/x")
        PendingCall<Map<String, Stream<String>[]>> go();
    }

    @RegisterMicroClient("x")
    interface Checked {
        @Route("/x")
        void go() throws IOException;
    }

    @RegisterMicroClient("x")
    interface CheckedLater {
        @Route("/x")
        CompletionStage<String> go() throws TimeoutException;
    }

    @RegisterMicroClient("x")
    interface Mapped {
        @Route("/x")
        String go() throws TimeoutException, IllegalStateException;
    }

    @Test
    void typesAndExceptions() {
        assertProblem(Open.class, 1767, "java.util.List<T>");
        assertProblem(OpenMethod.class, 1767, "type variable");
        assertProblem(OpenBatch.class, 1767, "[]");
        assertThat(ClientPlan.of(Batches.class, thrown -> false).problems()).as("arrays of generic types").isEmpty();
        assertProblem(Streams.class, 1768, "java.util.stream.Stream<java.lang.String>");
        assertProblem(Futures.class, 1768, "CompletionStage");
        assertProblem(StagesOfStages.class, 1768, "CompletionStage<java.lang.String>");
        assertProblem(PerhapsLater.class, 1768, "java.util.Optional<");
        assertProblem(StagesOfCalls.class, 1768, "PendingCall");
        assertProblem(ListsOfStreams.class, 1768, "Stream");
        assertProblem(Checked.class, 1769, "java.io.IOException", "RouteExceptionMapper");
        assertProblem(CheckedLater.class, 1774, "java.util.concurrent.TimeoutException", "return the value itself");
        assertThat(ClientPlan.of(Mapped.class, thrown -> thrown == TimeoutException.class).problems()).isEmpty();
    }

    @RegisterMicroClient("x")
    interface UncheckedLater {
        @Route("/x")
        CompletionStage<String> go() throws IllegalStateException;
    }

    /** A stage fails with the exception of the call. An exception that a mapper would make for others is an error here. */
    @Test
    void aStageIsFailedByNoMapper() {
        assertThat(ClientPlan.of(UncheckedLater.class, thrown -> true).problems()).singleElement().satisfies(
                problem -> assertThat(problem).hasMessageStartingWith("MICRO001774: ")
                        .hasMessageContainingAll(UncheckedLater.class.getName(), "IllegalStateException"));
        assertThat(ClientPlan.of(UncheckedLater.class, thrown -> false).problems()).as("it only says what may happen")
                .isEmpty();
    }

    @RegisterMicroClient("x")
    interface FailedLater {
        @Route("/x")
        CompletionStage<String> go() throws CallFailedException;
    }

    /** A mapper for all exceptions gives no exception of the caller itself. */
    @Test
    void aMapperOfASuperclassMakesNoUncheckedExceptionOfAStageAnError() {
        assertThat(ClientPlan.of(FailedLater.class, mappers(RuntimeException.class)::unmaps).problems()).isEmpty();
        assertThat(ClientPlan.of(UncheckedLater.class, mappers(RuntimeException.class)::unmaps).problems()).isEmpty();
        assertThat(ClientPlan.of(UncheckedLater.class, mappers(IllegalStateException.class)::unmaps).problems())
                .hasSize(1);
        assertThat(ClientPlan.of(UncheckedLater.class, mappers(CancellationException.class)::unmaps).problems())
                .as("of a subclass").hasSize(1);
        assertThat(ClientPlan.of(Checked.class, mappers(Exception.class)::unmaps).problems())
                .as("a checked exception comes from a mapper only").isEmpty();
    }

    private static ExceptionMappers mappers(Class<?> type) {
        ExceptionMappers mappers = new ExceptionMappers();
        mappers.add(type, (RouteExceptionMapper<Throwable>) thrown -> new RouteException(400, "refused"));
        return mappers;
    }

    @RegisterMicroClient("x")
    interface Clash {
        @Route("/x/{id}")
        String one(@RouteParam("id") String id);

        @Route("/x/{nr}")
        int two(@RouteParam("nr") String nr);
    }

    @RegisterMicroClient("x")
    interface SameRoute extends Crud<String> {
        @Route("/x")
        List<String> now(int number);

        @Route("/x")
        CompletionStage<List<String>> later(Integer number);

        @Route("/get")
        CompletionStage<String> getLater(String example);

        @Route("/void")
        void nothing();

        @Route("/void")
        CompletionStage<Void> nothingLater();

        @Route("/void")
        int ignored();

        @Route("/void")
        CompletionStage<Integer> ignoredLater();

        @Route("/void")
        Optional<Integer> maybe();

        @Route("/x")
        RawJson raw(RawJson json);
    }

    @Test
    void onePathIsOneRoute() {
        assertProblem(Clash.class, 1770, ".one(String)", ".two(String)", "another path");
        assertThat(ClientPlan.of(SameRoute.class, thrown -> false).problems()).isEmpty();
    }

    /** A method that ignores the answer is like each of the others, which may still be no one route. */
    @Test
    void eachMethodOfAPathIsComparedWithAllOthers() {
        @RegisterMicroClient("x")
        interface First {
            @Route("/x")
            void a();

            @Route("/x")
            String b();

            @Route("/x")
            int c();
        }
        @RegisterMicroClient("x")
        interface Middle {
            @Route("/x")
            String a();

            @Route("/x")
            void b();

            @Route("/x")
            int c();
        }
        @RegisterMicroClient("x")
        interface Last {
            @Route("/x")
            String a();

            @Route("/x")
            int b();

            @Route("/x")
            RawJson c();
        }
        assertProblem(First.class, 1770, ".b()", ".c()", "another path");
        assertProblem(Middle.class, 1770, ".a()", ".c()", "another path");
        assertProblem(Last.class, 1770, ".a()", ".b()", "another path");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        @RegisterMicroClient("a b")
        interface Many {
            @Route("/x")
            Stream<Optional<String>> one();

            void two();
        }
        ClientPlan plan = ClientPlan.of(Many.class, thrown -> false);
        assertThatThrownBy(plan::check).isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    }
}
