package io.microcdi.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.microcdi.error.CallDetails;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;
import io.microcdi.internal.json.PayloadCodec;

/** The mapper of the nearest type decides which answer an exception becomes. */
class ExceptionMappersTest {

    private final ExceptionMappers mappers = new ExceptionMappers();

    private Failure failure(Throwable thrown) {
        return Failure.of(thrown, false, "id-7", mappers, PayloadCodec.withoutBinding()::encode);
    }

    private static <E extends Throwable> RouteExceptionMapper<E> answering(int status) {
        return exception -> new RouteException(status, exception.getMessage()).with(status);
    }

    private static Failure answer(int status, String message) {
        return new Failure(Integer.toString(status), message, Integer.toString(status), false, true);
    }

    @Test
    void theNearestTypeDecides() {
        mappers.add(Exception.class, answering(420));
        mappers.add(IOException.class, answering(421));
        assertThat(failure(new FileNotFoundException("f"))).isEqualTo(answer(421, "f"));
        assertThat(failure(new InterruptedException("i"))).isEqualTo(answer(420, "i"));
        assertThat(failure(new AssertionError("a"))).isEqualTo(
                new Failure("500", "internal error (correlation id id-7)", false, false));
    }

    @Test
    void theCauseOfAWrapperIsMapped() {
        mappers.add(IOException.class, answering(421));
        assertThat(failure(new CompletionException(new UndeclaredThrowableException(new IOException("x")))))
                .isEqualTo(answer(421, "x"));
    }

    @Test
    void aRouteExceptionNeedsNoMapper() {
        mappers.add(Throwable.class, answering(420));
        assertThat(failure(new RouteException(409, "own"))).isEqualTo(new Failure("409", "own", false));
    }

    @Test
    void aTypeHasOneMapper() {
        mappers.add(IOException.class, answering(421));
        assertThatThrownBy(() -> mappers.add(IOException.class, answering(422)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.io.IOException has an exception mapper already: leave one");
    }

    @Test
    void aMapperThatFailsLeavesBothExceptionsForTheLog() {
        IllegalArgumentException bad = new IllegalArgumentException("bad mapper");
        mappers.add(IOException.class, exception -> {
            throw bad;
        });
        IOException thrown = new IOException("x");
        Throwable failed = catchThrowable(() -> failure(thrown));
        assertThat(failed)
                .hasMessageContaining(
                        "the exception mapper of java.io.IOException must return a RouteException, and threw")
                .hasCause(bad).hasSuppressedException(thrown);
    }

    @Test
    void aMapperMustNotReturnNull() {
        mappers.add(IOException.class, exception -> null);
        IOException thrown = new IOException("x");
        assertThat(catchThrowable(() -> failure(thrown))).hasMessageEndingWith("returned null")
                .hasSuppressedException(thrown);
    }

    private static CallFailedException failed(int status) {
        return new CallFailedException("failed", CallDetails.NONE, status, Integer.toString(status));
    }

    /** A mapper that knows one status. */
    private record Back<E extends Throwable>(int status, E exception) implements RouteExceptionMapper<E> {

        @Override
        public RouteException toRouteException(E thrown) {
            return new RouteException(status, thrown.getMessage());
        }

        @Override
        public E toException(CallFailedException failure) {
            return failure.status() == status ? exception : null;
        }
    }

    @Test
    void anAnswerBecomesADeclaredException() {
        IOException io = new IOException("io");
        FileNotFoundException file = new FileNotFoundException("file");
        InterruptedException other = new InterruptedException("other");
        mappers.add(IOException.class, new Back<>(421, io));
        mappers.add(FileNotFoundException.class, new Back<>(422, file));
        mappers.add(Exception.class, new Back<>(423, other));
        assertThat(mappers.unmap(failed(421), IOException.class)).isSameAs(io);
        assertThat(mappers.unmap(failed(422), IOException.class)).isSameAs(file);
        assertThat(mappers.unmap(failed(423), IOException.class)).isNull();
        assertThat(mappers.unmap(failed(423), IOException.class, InterruptedException.class)).isSameAs(other);
        assertThat(mappers.unmap(failed(421), InterruptedException.class)).isNull();
        assertThat(mappers.unmap(failed(424), IOException.class)).isNull();
    }

    /** A mapper that records that it is asked. */
    private record Asked<E extends Throwable>(Class<?> type, List<Class<?>> asked) implements RouteExceptionMapper<E> {

        @Override
        public RouteException toRouteException(E thrown) {
            return new RouteException(500, null);
        }

        @Override
        public @Nullable E toException(CallFailedException failure) {
            asked.add(type);
            return null;
        }
    }

    private static class Middle extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static class Leaf extends Middle {
        private static final long serialVersionUID = 1;
    }

    private static final class Deepest extends Leaf {
        private static final long serialVersionUID = 1;
    }

    /** An answer becomes the same exception in each run of the JVM. */
    @Test
    void theOrderOfMappersIsThatOfTheirTypes() {
        List<Class<?>> asked = new ArrayList<>();
        for (Class<?> type : List.<Class<?>>of(Throwable.class, IOException.class, Leaf.class, Exception.class,
                FileNotFoundException.class, Deepest.class, InterruptedException.class, Middle.class,
                EOFException.class)) {
            mappers.add(type, new Asked<>(type, asked));
        }
        assertThat(mappers.unmap(failed(409), IOException.class)).isNull();
        assertThat(asked).containsExactly(IOException.class, Deepest.class, Leaf.class, Middle.class,
                EOFException.class, FileNotFoundException.class, Exception.class, Throwable.class);
    }

    /** A mapper that fails at the caller. */
    private record Throwing(UnaryOperator<RuntimeException> thrown) implements RouteExceptionMapper<IOException> {

        @Override
        public RouteException toRouteException(IOException exception) {
            return new RouteException(421, null);
        }

        @Override
        public IOException toException(CallFailedException failure) {
            throw thrown.apply(failure);
        }
    }

    @Test
    void aMapperThatThrowsLeavesTheFailureAsItIs() {
        IllegalStateException bad = new IllegalStateException("bad");
        mappers.add(IOException.class, new Throwing(failure -> bad));
        CallFailedException failure = failed(421);
        assertThat(mappers.unmap(failure, IOException.class)).isNull();
        assertThat(failure).hasSuppressedException(bad);
    }

    @Test
    void aMapperMayThrowTheFailureItself() {
        mappers.add(IOException.class, new Throwing(failure -> failure));
        CallFailedException failure = failed(421);
        assertThat(mappers.unmap(failure, IOException.class)).isNull();
        assertThat(failure).hasNoSuppressedExceptions();
    }
}
