package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths of handshakes have the segments of an announcement. */
class RepliesTest {

    @ParameterizedTest
    @ValueSource(strings = { "/a/b", "/10.0.0.5/x/orders", "/a/b/c/d/e/f/g/h/i/j/k" })
    void twoSegmentsAreEnough(String path) {
        assertThat(Replies.hasSegments(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/", "/a", "/a/", "//a", "/a//b", "/a/b/", "a/b" })
    void anEmptySegmentIsNone(String path) {
        assertThat(Replies.hasSegments(path)).isFalse();
    }

    /** A stranger may send such a path. An overflow of the stack would write a thousand lines to the log. */
    @Test
    void aPathOfManySegmentsNeedsNoDeepStack() {
        assertThat(Replies.hasSegments("/a".repeat(1_000_000))).isTrue();
    }
}
