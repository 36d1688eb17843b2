package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** When an address is dialled again whose answers have more headers than the client reads. */
class OversizedAnswersTest {

    private static final URI URL = URI.create("ws://10.0.0.5:9000/10.0.0.6/9000/orders");
    private static final URI NEIGHBOUR = URI.create("ws://10.0.0.5:9001/10.0.0.6/9001/orders");
    private static final IOException OVERSIZED = new IOException(
            new ProtocolException("Header size too big: 393217 > 393216"));
    /** The client that holds an answer does not end. */
    private static final BooleanSupplier LASTS = () -> false;

    private final TestTimer timer = new TestTimer();
    private final OversizedAnswers answers = new OversizedAnswers(timer);

    @Test
    void thePauseDoublesAndTheNeighboursAreDialled() throws Exception {
        answers.failed(URL, OVERSIZED, LASTS);
        timer.advanceMillis(999);
        assertThatThrownBy(() -> answers.check(URL)).hasMessage(
                "is not dialled for 1 s, because the headers of its last answer to a handshake were too large");
        assertThatCode(() -> answers.check(NEIGHBOUR)).doesNotThrowAnyException();
        timer.advanceMillis(1);
        answers.check(URL);

        answers.failed(URL, OVERSIZED, LASTS);
        timer.advanceMillis(1_999);
        assertThatThrownBy(() -> answers.check(URL)).isInstanceOf(IOException.class);
        timer.advanceMillis(1);
        answers.check(URL);
    }

    @Test
    void thePauseHasABound() throws Exception {
        for (int i = 0; i < 100; i++) {
            answers.failed(URL, OVERSIZED, LASTS);
        }
        timer.advance(Duration.ofSeconds(4_095));
        assertThatThrownBy(() -> answers.check(URL)).isInstanceOf(IOException.class);
        timer.advance(Duration.ofSeconds(1));
        answers.check(URL);
    }

    /** On JDK 17 each of these dials leaves a socket. The page about bounds has the number. */
    @Test
    void anAddressThatAlwaysAnswersSoIsDialled33TimesInADay() {
        int dials = 0;
        for (int second = 0; second < Duration.ofDays(1).toSeconds(); second++) {
            try {
                answers.check(URL);
                dials++;
                answers.failed(URL, OVERSIZED, null);
            } catch (IOException pause) {
                assertThat(pause).hasMessageContaining("is not dialled for");
            }
            timer.advanceMillis(1_000);
        }
        assertThat(dials).isEqualTo(33);
    }

    @Test
    void aGoodHandshakeEndsThePause() throws Exception {
        answers.failed(URL, OVERSIZED, LASTS);
        answers.failed(URL, OVERSIZED, LASTS);
        answers.succeeded(URL);
        answers.check(URL);
        answers.failed(URL, OVERSIZED, LASTS);
        timer.advanceMillis(1_000);
        answers.check(URL);
    }

    @Test
    void otherFailuresAreNotNoted() throws Exception {
        for (int i = 0; i < OversizedAnswers.DROP_THRESHOLD; i++) {
            assertThat(answers.failed(URL, new ProtocolException("Invalid status line"), LASTS)).isFalse();
            assertThat(answers.failed(URL, new IOException("too big"), LASTS)).isFalse();
        }
        answers.check(URL);
        assertThat(answers.isSuspect(NEIGHBOUR)).isFalse();
    }

    @Test
    void someMakeEachAddressSuspectForAnHourButTheGoodOnes() {
        answers.succeeded(NEIGHBOUR);
        for (int i = 1; i < OversizedAnswers.DROP_THRESHOLD; i++) {
            assertThat(answers.failed(URL, OVERSIZED, LASTS)).isFalse();
        }
        assertThat(answers.isSuspect(URL)).isFalse();
        assertThat(answers.failed(URL, OVERSIZED, LASTS)).as("the shared client is given up").isTrue();
        assertThat(answers.isSuspect(URL)).isTrue();
        assertThat(answers.isSuspect(NEIGHBOUR)).isFalse();
        assertThat(answers.failed(NEIGHBOUR, OVERSIZED, LASTS)).as("once").isFalse();
        assertThat(answers.isSuspect(NEIGHBOUR)).isTrue();
        timer.advance(Duration.ofHours(1));
        assertThat(answers.isSuspect(URL)).isFalse();
    }

    /** Its peer answers well and badly in turns. A client holds each bad answer for as long as its links last. */
    @Test
    void theAnswersThatSharedClientsHoldAreBoundedAlsoForAnAddressThatIsGoodAgain() {
        int held = 0;
        int dropped = 0;
        for (int i = 0; i < 1_000; i++) {
            boolean alone = answers.isSuspect(URL);
            held += alone ? 0 : 1;
            dropped += answers.failed(URL, OVERSIZED, alone ? null : LASTS) ? 1 : 0;
            timer.advance(Duration.ofHours(2));
            answers.succeeded(URL);
        }
        assertThat(held).isEqualTo(OversizedAnswers.MAX_HELD);
        assertThat(dropped).isEqualTo(OversizedAnswers.MAX_HELD / OversizedAnswers.DROP_THRESHOLD);
        assertThat(answers.isSuspect(NEIGHBOUR)).as("while those clients last").isTrue();
    }

    @Test
    void anAnswerCountsUntilTheClientThatHoldsItHasEnded() {
        AtomicBoolean ended = new AtomicBoolean();
        hold(OversizedAnswers.MAX_HELD - 1, LASTS);
        hold(1, ended::get);
        assertThat(answers.isSuspect(NEIGHBOUR)).isTrue();
        ended.set(true);
        assertThat(answers.isSuspect(NEIGHBOUR)).isFalse();
        hold(1, LASTS);
        assertThat(answers.isSuspect(NEIGHBOUR)).isTrue();
    }

    @Test
    void theLogSaysAtMostOnceAnHourThatNoClientIsShared() {
        try (LogCapture log = new LogCapture("io.microcdi.websocket")) {
            AtomicBoolean ended = new AtomicBoolean();
            hold(OversizedAnswers.MAX_HELD - 1, LASTS);
            assertThat(log.messages()).isEmpty();
            answers.failed(URL, OVERSIZED, ended::get);
            answers.failed(URL, OVERSIZED, LASTS);
            assertThat(log.messages()).singleElement().asString().startsWith("MICRO001950").contains("10.0.0.5:9000");
            ended.set(true);
            answers.isSuspect(NEIGHBOUR);
            answers.failed(URL, OVERSIZED, LASTS);
            assertThat(log.messages()).hasSize(1);
        }
    }

    /** Records answers, each two hours after the one before. */
    private void hold(int count, BooleanSupplier ended) {
        for (int i = 0; i < count; i++) {
            answers.failed(URL, OVERSIZED, ended);
            timer.advance(Duration.ofHours(2));
        }
    }

    @Test
    void theOldestAddressIsForgotten() throws Exception {
        for (int i = 1; i <= 1_025; i++) {
            answers.failed(URI.create("ws://10.0.0.5:" + i), OVERSIZED, LASTS);
        }
        answers.check(URI.create("ws://10.0.0.5:1"));
        assertThatThrownBy(() -> answers.check(URI.create("ws://10.0.0.5:2"))).isInstanceOf(IOException.class);
    }
}
