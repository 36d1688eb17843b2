package io.microcdi.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.link.CloseCodes;
import io.microcdi.link.Link;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestTimer;

/** Watches that begin while something changes. */
class WatchesTest {

    private static final Set<Thread.State> WAITING = Set.of(Thread.State.BLOCKED, Thread.State.TERMINATED);

    private final TestTimer timer = new TestTimer();
    private final Pipe pipe = new Pipe(Runnable::run);
    private final Link link = Instances.link(pipe, "watcher", 1);
    private final Instance instance = Instances.make("payments", 2);

    /** The list was made with it, and nobody was told yet that there is somebody to tell. */
    @Test
    @Timeout(20)
    void whoLeavesWhileAListWithItIsMadeIsTold() throws InterruptedException {
        List<Thread> leaving = new ArrayList<>();
        Watches[] watches = new Watches[1];
        watches[0] = new Watches(timer, namespace -> {
            Thread thread = new Thread(() -> watches[0].removed(instance));
            leaving.add(thread);
            thread.start();
            while (!WAITING.contains(thread.getState())) {
                Thread.onSpinWait();
            }
            return List.of(instance);
        });
        assertThat(watches[0].watch("payments", link).text()).contains(instance.key().toString());
        leaving.get(0).join();
        timer.advance(Duration.ofMillis(50));
        assertThat(pipe.acceptor().sent()).singleElement().asString().contains("/-/changed",
                "\"removed\":[\"" + instance.key() + "\"]");
    }

    /** The end of its watches may have come before their beginning: they would last for ever. */
    @Test
    void aLinkThatIsClosedWatchesNothing() {
        Watches watches = new Watches(timer, namespace -> List.of());
        link.closed(CloseCodes.ABNORMAL, "");
        watches.closed(link);
        watches.watch("payments", link);
        watches.added(instance);
        timer.advance(Duration.ofMillis(50));
        Link living = Instances.link(new Pipe(Runnable::run), "watcher", 3);
        assertThat(watches.watch("payments", living).text()).as("nobody watched before").contains("\"rev\":0");
    }
}
