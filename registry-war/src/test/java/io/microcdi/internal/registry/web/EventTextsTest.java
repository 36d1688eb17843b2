package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.testing.Pipe;

/** The texts that streams of events share. */
class EventTextsTest {

    private static final ChangedNamespaces.Place BEGIN = new ChangedNamespaces.Place(0, 0);

    private final EngineRegistry registry = EngineRegistry.inServer(
            MicroConfig.defaults().with(ConfigKeys.SECURITY_MODE, SecurityMode.OFF), Executors.defaultThreadFactory(),
            () -> null);
    private final EventTexts texts = new EventTexts(registry, new ApiJson(registry, registry.timer().now()));

    @BeforeEach
    void start() {
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop();
    }

    private void join(int number) {
        registry.accept(new Pipe(Runnable::run).acceptor(), "/10.0." + number / 250 + "." + number % 250 + "/9000/n"
                + number, null);
        texts.changed("n" + number);
    }

    private EventTexts.Text<Long> events(long after) {
        return Objects.requireNonNull(texts.events(after, NamespaceGlobs.ALL));
    }

    private EventTexts.Text<ChangedNamespaces.Place> stats(ChangedNamespaces.Place after) {
        return Objects.requireNonNull(texts.stats(after, NamespaceGlobs.ALL));
    }

    private static String text(EventTexts.Text<?> text) {
        return new String(text.bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void streamsAtTheSamePlaceShareTheTextsOfBothKinds() {
        join(1);
        EventTexts.Text<Long> events = events(0);
        EventTexts.Text<ChangedNamespaces.Place> stats = stats(BEGIN);
        assertThat(events(0)).isSameAs(events);
        assertThat(stats(BEGIN)).isSameAs(stats);
        assertThat(events(0)).isSameAs(events);
        assertThat(text(events)).contains("event: joined\n", "\"n1\"");
        assertThat(text(stats)).contains("event: stats\n", "\"name\":\"n1\"");
    }

    @Test
    void aTextWithAllThereWasIsMadeAgainWhenThereIsMore() {
        join(1);
        EventTexts.Text<Long> events = events(0);
        EventTexts.Text<ChangedNamespaces.Place> stats = stats(BEGIN);
        join(2);
        assertThat(text(events(0))).startsWith(text(events)).contains("\"n2\"");
        assertThat(text(stats(BEGIN))).contains("\"n1\"", "\"n2\"");
        assertThat(text(events(events.next))).doesNotContain("\"n1\"").contains("\"n2\"");
        assertThat(text(stats(stats.next))).doesNotContain("\"n1\"").contains("\"n2\"");
    }

    @Test
    void aFullTextStaysAsItIs() {
        for (int i = 0; i < EventTexts.MAX_OF_TEXT + 1; i++) {
            join(i);
        }
        EventTexts.Text<Long> full = events(0);
        assertThat(full.next).isEqualTo(EventTexts.MAX_OF_TEXT);
        join(900);
        assertThat(events(0)).isSameAs(full);
        assertThat(text(events(full.next))).contains("\"n200\"", "\"n900\"");
    }

    @Test
    void aReaderWithOtherNamespacesGetsAnotherText() {
        join(1);
        events(0);
        stats(BEGIN);
        assertThat(Objects.requireNonNull(texts.events(0, NamespaceGlobs.NONE)).bytes).isEmpty();
        assertThat(text(events(0))).contains("\"n1\"");
        assertThat(Objects.requireNonNull(texts.stats(BEGIN, NamespaceGlobs.NONE)).bytes).isEmpty();
    }
}
