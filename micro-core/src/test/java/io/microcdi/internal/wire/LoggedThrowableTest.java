package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

/** Exceptions with texts from outside in a log. */
class LoggedThrowableTest {

    @Test
    void anExceptionWithSafeMessagesStaysTheSame() {
        Throwable failure = new IllegalStateException("grüße 漢字 😀", new IllegalArgumentException());
        failure.addSuppressed(new IllegalStateException("other"));
        assertThat(LoggedThrowable.of(failure)).isSameAs(failure);
    }

    @Test
    void messagesOfCausesAndSuppressedExceptionsAreEscaped() {
        Throwable failure = new IllegalStateException("outer", new IllegalArgumentException("a\nb\u202E\tc\u001B😀"));
        failure.addSuppressed(new IllegalStateException("x\ry"));
        String text = print(LoggedThrowable.of(failure));
        assertThat(text).contains("java.lang.IllegalStateException: outer",
                "Caused by: java.lang.IllegalArgumentException: a\\nb\\u202e\\tc\\u001b😀",
                "Suppressed: java.lang.IllegalStateException: x\\u000dy",
                "at io.microcdi.internal.wire.LoggedThrowableTest.messagesOfCausesAndSuppressedExceptionsAreEscaped(");
        assertThat(text.replace(System.lineSeparator(), "").replace("\t", "")).matches("\\P{Cntrl}*");
    }

    @Test
    void aLongMessageIsCutAndALongChainEnds() {
        Throwable chain = new IllegalStateException("x".repeat(100_000));
        for (int i = 0; i < 1_000; i++) {
            chain = new IllegalStateException("wrapped " + i, chain);
        }
        assertThat(print(LoggedThrowable.of(chain)).lines().filter(line -> line.startsWith("Caused by:"))).hasSize(63);
        assertThat(LoggedThrowable.of(new IllegalStateException("x".repeat(100_000))).toString()).hasSize(4_096)
                .endsWith("x…");
    }

    @Test
    void exceptionsThatCauseEachOtherArePrintedOnce() {
        Throwable one = new IllegalStateException("one\n");
        Throwable two = new IllegalStateException("two\n", one);
        one.initCause(two);
        two.addSuppressed(one);
        assertThat(print(LoggedThrowable.of(one))).contains("one\\n", "two\\n");
    }

    @Test
    void anExceptionWhoseMethodsFailHasItsClass() {
        Throwable failure = new IllegalStateException("x") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        };
        assertThat(print(LoggedThrowable.of(failure))).startsWith(failure.getClass().getName());
    }

    private static String print(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
