package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.TestTimer;

/** When an address is dialled again whose answers have more headers than the client reads. */
class OversizedAnswersTest {

    private static final URI URL = URI.create("ws://10.0.0.5:9000/10.0.0.6/9000/orders");
    private static final URI NEIGHBOUR = URI.create("ws://10.0.0.5:9001/10.0.0.6/9001/orders");
    private static final IOException OVERSIZED = new IOException(
            new ProtocolException("Header size too big: 393217 > 393216"));

    private final TestTimer timer = new TestTimer();
    private final OversizedAnswers answers = new OversizedAnswers(timer);

    @Test
    void thePauseDoublesAndTheNeighboursAreDialled() throws Exception {
        answers.note(URL, OVERSIZED);
        timer.advanceMillis(999);
        assertThatThrownBy(() -> answers.check(URL)).hasMessage(
                "is not dialled for 1 s, because the headers of its last answer to a handshake were too large");
        assertThatCode(() -> answers.check(NEIGHBOUR)).doesNotThrowAnyException();
        timer.advanceMillis(1);
        answers.check(URL);

        answers.note(URL, OVERSIZED);
        timer.advanceMillis(1_999);
        assertThatThrownBy(() -> answers.check(URL)).isInstanceOf(IOException.class);
        timer.advanceMillis(1);
        answers.check(URL);
    }

    @Test
    void thePauseHasABound() throws Exception {
        for (int i = 0; i < 100; i++) {
            answers.note(URL, OVERSIZED);
        }
        timer.advance(Duration.ofSeconds(4_095));
        assertThatThrownBy(() -> answers.check(URL)).isInstanceOf(IOException.class);
        timer.advance(Duration.ofSeconds(1));
        answers.check(URL);
    }

    @Test
    void otherFailuresAreNotNoted() throws Exception {
        assertThat(answers.note(URL, new ProtocolException("Invalid status line"))).isFalse();
        assertThat(answers.note(URL, new IOException("too big"))).isFalse();
        answers.check(URL);
    }

    @Test
    void someAreMany() {
        for (int i = 1; i < OversizedAnswers.MANY; i++) {
            answers.note(URI.create("ws://10.0.0.5:" + i), OVERSIZED);
        }
        assertThat(answers.areMany()).isFalse();
        answers.note(URL, OVERSIZED);
        assertThat(answers.areMany()).isTrue();
    }

    @Test
    void theOldestAddressIsForgotten() throws Exception {
        for (int i = 1; i <= 1_025; i++) {
            answers.note(URI.create("ws://10.0.0.5:" + i), OVERSIZED);
        }
        answers.check(URI.create("ws://10.0.0.5:1"));
        assertThatThrownBy(() -> answers.check(URI.create("ws://10.0.0.5:2"))).isInstanceOf(IOException.class);
    }
}
