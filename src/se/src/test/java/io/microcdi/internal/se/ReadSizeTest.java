package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** One socket has the thread that reads for about 64 frames, or 2 ms, and then the others have their turns. */
class ReadSizeTest {

    private static final int MICRO = 1_000;

    private final List<Integer> sizes = new ArrayList<>();
    private final ReadSize size = new ReadSize(sizes::add);

    @Test
    void aReadHasAtMostSixtyFourFrames() {
        size.read(4_096, 682, 50 * MICRO);
        assertThat(sizes).containsExactly(384);
        size.read(384, 64, 50 * MICRO);
        assertThat(sizes).as("as many as it may have").hasSize(1);
        size.read(384, 3, 50 * MICRO);
        assertThat(sizes).last().isEqualTo(8 << 10);
    }

    @Test
    void aLongFrameIsReadInLongParts() {
        size.read(4_096, 1, 50 * MICRO);
        size.read(16 << 10, 0, 50 * MICRO);
        assertThat(sizes).containsExactly(16 << 10);
    }

    @Test
    void aReadTakesTwoMilliseconds() {
        size.read(4_096, 1, 8_000 * MICRO);
        assertThat(sizes).containsExactly(1_024);
    }

    /** The frames of a reader are counted, whole or not. */
    @Test
    void eachFrameCounts() {
        List<Integer> counted = new ArrayList<>();
        UnmaskingReader reader = new UnmaskingReader(part -> {
            // they are Tyrus' matter
        }, new UnmaskingReader.Ending() {

            @Override
            public boolean isClosing() {
                return false;
            }

            @Override
            public void peerCloses() {
                // none does
            }

            @Override
            public void read(int bytes, int frames, long nanos) {
                counted.add(frames);
            }
        });
        byte[] empty = { (byte) 0x82, (byte) 0x80, 1, 2, 3, 4 };
        ByteBuffer many = ByteBuffer.allocate(6 * 2_000);
        for (int i = 0; i < 2_000; i++) {
            many.put(empty);
        }
        reader.handle(many.flip());
        reader.handle(ByteBuffer.wrap(empty, 0, 3));
        assertThat(counted).containsExactly(2_000, 0);
    }
}
