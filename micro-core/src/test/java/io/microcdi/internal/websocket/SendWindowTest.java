package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Messages that are held back until the other end has read those before. */
class SendWindowTest {

    private final List<ByteBuffer> pings = new ArrayList<>();
    private final SendWindow window = new SendWindow(pings::add);
    private int sent;

    private void take(int count, int length) {
        for (int i = 0; i < count; i++) {
            window.queued(length, failure -> sent++);
        }
    }

    @Test
    void aPingGoesBehindEvery128Messages() {
        take(127, 1);
        assertThat(pings).isEmpty();
        take(1, 1);
        assertThat(pings).hasSize(1);
        assertThat(sent).isEqualTo(128);
    }

    @Test
    void aPingGoesBehind64KiB() {
        take(1, 64 << 10);
        assertThat(pings).hasSize(1);
    }

    @Test
    void messagesAfterTwoUnansweredPingsWaitForAPong() {
        take(3 * 128, 1);
        assertThat(sent).isEqualTo(3 * 128 - 1);
        window.pong(pings.get(0));
        assertThat(sent).isEqualTo(3 * 128);
        take(128, 1);
        assertThat(sent).as("again").isEqualTo(4 * 128 - 1);
        window.pong(pings.get(3));
        assertThat(sent).as("a pong stands for those before it").isEqualTo(4 * 128);
        take(2 * 128, 1);
        assertThat(sent).isEqualTo(6 * 128);
    }

    @Test
    void aPongThatWasNotAskedForConfirmsNothing() {
        take(3 * 128, 1);
        window.pong(ByteBuffer.allocate(0));
        window.pong(ByteBuffer.allocate(8));
        window.pong(ByteBuffer.allocate(8).putLong(pings.get(2).getLong(0) + 1).flip());
        assertThat(sent).isEqualTo(3 * 128 - 1);
        window.pong(pings.get(2));
        assertThat(sent).isEqualTo(3 * 128);
        window.pong(pings.get(2));
        assertThat(sent).as("twice").isEqualTo(3 * 128);
    }
}
