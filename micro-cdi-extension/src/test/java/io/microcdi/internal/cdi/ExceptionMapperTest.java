package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Specializes;
import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;
import io.microcdi.internal.standalone.EngineNode;
import io.microcdi.testing.LogCapture;

/** Beans that translate exceptions into answers. */
class ExceptionMapperTest {

    private static final AtomicInteger RELEASED = new AtomicInteger();

    static class SoldOutException extends Exception {

        private static final long serialVersionUID = 1L;
        final String item;

        SoldOutException(String item) {
            super("secret of " + item);
            this.item = item;
        }
    }

    public static class SoldOut {

        public String item;
    }

    @MicroService
    static class Shop {

        @Route("/buy")
        String buy(String item) throws SoldOutException {
            throw new SoldOutException(item);
        }

        @Route("/later")
        CompletionStage<String> later(String item) {
            return CompletableFuture.failedFuture(new SoldOutException(item));
        }

        @Route("/disk")
        String disk() throws IOException {
            throw new IOException("disk");
        }
    }

    @RequestScoped
    static class PerRequest {

        String text() {
            return "sold out";
        }
    }

    abstract static class Base<E extends Exception> implements RouteExceptionMapper<E> {
    }

    @ApplicationScoped
    static class SoldOutMapper extends Base<SoldOutException> {

        @Inject
        PerRequest request;

        @Override
        public RouteException toRouteException(SoldOutException exception) {
            SoldOut body = new SoldOut();
            body.item = exception.item;
            return new RouteException(409, request.text()).with(body);
        }

        @Override
        public SoldOutException toException(CallFailedException failure) {
            return failure.status() == 409 ? new SoldOutException(failure.body(SoldOut.class).item) : null;
        }
    }

    @Dependent
    static class DiskMapper implements RouteExceptionMapper<IOException> {

        @Override
        public RouteException toRouteException(IOException exception) {
            throw new IllegalStateException("no mapping");
        }

        @PreDestroy
        void gone() {
            RELEASED.incrementAndGet();
        }
    }

    @BeforeEach
    void nothingWasReleased() {
        RELEASED.set(0);
    }

    private static CallFailedException failure(App app, String url) {
        CallFailedException failure = catchThrowableOfType(CallFailedException.class,
                () -> app.call(url, "pen", String.class));
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void theMapperGivesStatusMessageAndBody() {
        try (App app = App.of(Shop.class, SoldOutMapper.class, PerRequest.class)) {
            for (String url : new String[] { "/buy", "/later" }) {
                CallFailedException failure = failure(app, url);
                assertThat(failure.status()).isEqualTo(409);
                assertThat(failure).hasMessage("sold out");
                assertThat(failure.body(SoldOut.class).item).isEqualTo("pen");
            }
        }
    }

    @Test
    void theMapperGivesTheExceptionBack() {
        try (App app = App.of(Shop.class, SoldOutMapper.class, PerRequest.class)) {
            CallFailedException failure = failure(app, "/buy");
            Throwable back = ((EngineNode) app.lifecycle().node()).exceptionMappers().unmap(failure,
                    SoldOutException.class);
            assertThat(back).isInstanceOf(SoldOutException.class).hasMessage("secret of pen");
        }
    }

    @RequestScoped
    static class ScopedMapper extends SoldOutMapper {
    }

    @Test
    void aMapperOfTheRequestScopeGivesTheExceptionBackOnAnyThread() {
        try (App app = App.of(Shop.class, ScopedMapper.class, PerRequest.class)) {
            CallFailedException failure = failure(app, "/buy");
            assertThat(failure).hasMessage("sold out");
            Throwable back = CompletableFuture.supplyAsync(() -> ((EngineNode) app.lifecycle().node())
                    .exceptionMappers().unmap(failure, SoldOutException.class), task -> new Thread(task).start())
                    .join();
            assertThat(back).isInstanceOf(SoldOutException.class).hasMessage("secret of pen");
        }
    }

    @Test
    void aMapperThatThrowsIsAnInternalErrorAndInTheLogOnce() {
        try (LogCapture log = new LogCapture("io.microcdi.node"); App app = App.of(Shop.class, DiskMapper.class)) {
            CallFailedException failure = failure(app, "/disk");
            assertThat(failure.status()).isEqualTo(500);
            assertThat(failure).hasMessage("internal error");
            assertThat(log.messages()).filteredOn(message -> message.contains("MICRO001108")).hasSize(1);
            assertThat(RELEASED).hasValue(1);
        }
    }

    @RequestScoped
    static class Count {

        private int count;

        int next() {
            return ++count;
        }
    }

    /** Its routes run on the thread that calls them. */
    @MicroService
    static class Inline {

        @Inject
        Count count;

        @Route(value = "/fail", execution = Route.Execution.INLINE)
        String fail() throws IOException {
            throw new IOException("disk");
        }

        @Route(value = "/count", execution = Route.Execution.INLINE)
        int count() {
            return count.next();
        }
    }

    @Dependent
    static class UnmadeMapper implements RouteExceptionMapper<IOException> {

        @PostConstruct
        void make() {
            throw new IllegalStateException("cannot be made");
        }

        @Override
        public RouteException toRouteException(IOException exception) {
            return new RouteException(409, "disk");
        }
    }

    @Test
    void aMapperThatCannotBeMadeLeavesNoRequestScopeActive() throws Exception {
        try (App app = App.of(Inline.class, Count.class, UnmadeMapper.class)) {
            assertThat(failure(app, "/fail").status()).isEqualTo(500);
            assertThat(app.<Integer>call("/count", null, Integer.class)).isEqualTo(1);
            assertThat(app.<Integer>call("/count", null, Integer.class)).as("of another request").isEqualTo(1);
        }
    }

    @ApplicationScoped
    static class SecondMapper extends Base<SoldOutException> {

        @Override
        public RouteException toRouteException(SoldOutException exception) {
            return new RouteException(410, "second");
        }
    }

    @ApplicationScoped
    @Alternative
    @Priority(1)
    static class Replacement extends SecondMapper {

        @Override
        public RouteException toRouteException(SoldOutException exception) {
            return new RouteException(411, "replacement");
        }
    }

    @ApplicationScoped
    @Specializes
    static class Special extends SecondMapper {

        @Override
        public RouteException toRouteException(SoldOutException exception) {
            return new RouteException(412, "special");
        }
    }

    @Test
    void twoMappersOfOneExceptionFailTheDeployment() {
        assertThat(catchThrowable(() -> App.of(Shop.class, SoldOutMapper.class, SecondMapper.class, PerRequest.class)
                .close()))
                .hasMessageContaining(
                        "MICRO002019: " + SoldOutException.class.getName() + " has two exception mappers, ")
                .hasMessageContaining(SoldOutMapper.class.getName()).hasMessageContaining(SecondMapper.class.getName())
                .hasMessageContaining("leave one");
    }

    @Test
    void anAlternativeOrASpecializingBeanReplacesAMapper() {
        try (App app = App.of(Shop.class, SoldOutMapper.class, PerRequest.class, Replacement.class)) {
            assertThat(failure(app, "/buy").status()).isEqualTo(411);
        }
        try (App app = App.of(Shop.class, SecondMapper.class, Special.class)) {
            assertThat(failure(app, "/buy").status()).isEqualTo(412);
        }
    }

    @Dependent
    static class Generic<E extends Exception> implements RouteExceptionMapper<E> {

        @Override
        public RouteException toRouteException(E exception) {
            return new RouteException(400, "any");
        }
    }

    @ApplicationScoped
    @SuppressWarnings("rawtypes")
    static class Raw implements RouteExceptionMapper {

        @Override
        public RouteException toRouteException(Throwable exception) {
            return new RouteException(400, "any");
        }
    }

    @Test
    void aMapperThatDoesNotSayItsExceptionFailsTheDeployment() {
        for (Class<?> open : new Class<?>[] { Generic.class, Raw.class }) {
            assertThat(catchThrowable(() -> App.of(Shop.class, open).close()))
                    .hasMessageContaining("MICRO002018: " + open.getName() + " is a RouteExceptionMapper, but")
                    .hasMessageContaining("let it implement RouteExceptionMapper<SomeException>");
        }
    }

    @ApplicationScoped
    static class Producer {

        @Produces
        RouteExceptionMapper<SoldOutException> mapper() {
            return exception -> new RouteException(413, "produced");
        }
    }

    @Test
    void aMapperMayBeProduced() {
        try (App app = App.of(Shop.class, Producer.class)) {
            assertThat(failure(app, "/buy").status()).isEqualTo(413);
        }
    }
}
