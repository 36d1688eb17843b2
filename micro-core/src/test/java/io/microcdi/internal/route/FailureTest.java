package io.microcdi.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

import jakarta.ejb.EJBException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.RawJson;
import io.microcdi.error.RouteException;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.json.PayloadException;

/** The answer to a caller whose handler failed (wire, Frames). */
class FailureTest {

    private static final Function<Object, String> WRITER = PayloadCodec.withoutBinding()::encode;
    private static final ExceptionMappers NONE = new ExceptionMappers();

    static List<Arguments> thrown() {
        return List.of(Arguments.of(new RouteException(403, "forbidden"), new Failure("403", "forbidden", false)),
                Arguments.of(new RouteException(0, null), new Failure("0", null, false)),
                Arguments.of(new RouteException("OUT_OF_STOCK", "none"),
                        new Failure("\"OUT_OF_STOCK\"", "none", false)),
                Arguments.of(new RouteException("a\"b", null), new Failure("\"a\\\"b\"", null, false)),
                Arguments.of(new RouteException("200", null), new Failure("\"200\"", null, false)),
                Arguments.of(new RequestRefusedException(400, "bad"), new Failure("400", "bad", true)),
                Arguments.of(new RequestRefusedException(400, "bad", "{}"),
                        new Failure("400", "bad", "{}", true, true)),
                Arguments.of(new RouteException(409, "sold out").with(List.of(1).size()),
                        new Failure("409", "sold out", "1", false, true)),
                Arguments.of(new RouteException(409, "sold out").with(null),
                        new Failure("409", "sold out", "null", false, true)),
                Arguments.of(new RouteException(409, "x").with("a").with(new RawJson("[1, 2]")),
                        new Failure("409", "x", "[1, 2]", false, true)),
                Arguments.of(new IllegalStateException("boom"), new Failure("500", "boom", false, false)),
                Arguments.of(new IOException("disk"), new Failure("500", "disk", false, false)),
                Arguments.of(new NullPointerException(),
                        new Failure("500", "java.lang.NullPointerException", false, false)),
                Arguments.of(new StackOverflowError(),
                        new Failure("500", "java.lang.StackOverflowError", false, false)),
                Arguments.of(new CancellationException(),
                        new Failure("500", "java.util.concurrent.CancellationException", false, false)));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void isWhatTheHandlerThrewAlsoInsideOfAStage(Throwable thrown, Failure expected) {
        assertThat(Failure.of(thrown, true, "id-7", NONE, WRITER)).isEqualTo(expected);
        assertThat(Failure.of(new CompletionException(thrown), true, "id-7", NONE, WRITER)).isEqualTo(expected);
        assertThat(Failure.of(new CompletionException(new ExecutionException(thrown)), true, "id-7", NONE, WRITER))
                .isEqualTo(expected);
    }

    @Test
    void aWrapperWithoutACauseIsItsOwnFailure() {
        assertThat(Failure.of(new CompletionException("alone", null), true, "id-7", NONE, WRITER))
                .isEqualTo(new Failure("500", "alone", false, false));
    }

    /** The JDK calls it a circular reference. */
    @Test
    void exceptionsThatAreEachOthersCauseAreAFailure() {
        Exception first = new IllegalStateException("first");
        first.initCause(new CompletionException("second", first));
        Failure expected = new Failure("500", "internal error", false, false);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(Failure.of(new EJBException(first), false, null, NONE, WRITER)).isEqualTo(expected);
            assertThat(Failure.of(new Ring(), false, null, NONE, WRITER)).isEqualTo(expected);
        });
    }

    /** A wrapper around another one, which wraps it. */
    private static final class Ring extends CompletionException {

        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return new CompletionException("second", this);
        }
    }

    @Test
    void aRouteExceptionInsideOfTheWrappersOfTheEjbContainerIsFound() {
        Throwable wrapped = new EJBException(new IllegalStateException(new RouteException(409, "sold out")));
        assertThat(Failure.of(new CompletionException(wrapped), false, null, NONE, WRITER))
                .isEqualTo(new Failure("409", "sold out", false));
    }

    @Test
    void aPayloadThatCannotBeBoundIsTheCallersMistake() {
        try {
            PayloadCodec.withoutBinding().decode("{}", List.class);
        } catch (PayloadException e) {
            assertThat(Failure.of(e, true, "id-7", NONE, WRITER)).isEqualTo(new Failure("400", e.getMessage(), false));
            return;
        }
        throw new AssertionError("it was bound");
    }

    /** As an address of a database with its password. */
    @Test
    void theTextOfAnExceptionStaysWhereItWasThrown() {
        Throwable thrown = new IllegalStateException("jdbc:shop?password=secret");
        assertThat(Failure.of(thrown, false, "id-7", NONE, WRITER))
                .isEqualTo(new Failure("500", "internal error (correlation id id-7)", false, false));
        assertThat(Failure.of(new NullPointerException(), false, null, NONE, WRITER))
                .isEqualTo(new Failure("500", "internal error", false, false));
        assertThat(Failure.of(new RouteException(500, "boom"), false, "id-7", NONE, WRITER))
                .isEqualTo(new Failure("500", "boom", false));
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 404, 503 })
    void aRefusalSaysThatNothingRan(int status) {
        assertThat(Failure.refused(status, "why")).isEqualTo(new Failure(Integer.toString(status), "why", true));
    }

    @Test
    void successIsNoFailure() {
        assertThatThrownBy(() -> new RouteException(200, "fine")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("return the result");
    }
}
