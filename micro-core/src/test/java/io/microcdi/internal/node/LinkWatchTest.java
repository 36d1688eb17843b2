package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.concurrent.SystemTimer;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.concurrent.WriteCoalescer;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkCounters;
import io.microcdi.internal.link.LinkHandler;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.Loop;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestTimer;

/** Links that take the reading time of the others, and messages that keep a reading thread. */
class LinkWatchTest implements LinkHandler {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final LinkLimits LIMITS = LinkLimits.of(MicroConfig.defaults());

    private final TestTimer timer = new TestTimer();
    private final ReadingTimer reading = new ReadingTimer();
    private final Loop loop = new Loop();
    private final Queue<Runnable> closers = new ArrayDeque<>();
    private final LinkTable links = new LinkTable();
    private final LinkWatch watch = new LinkWatch(links, timer, LIMITS.pingAfterNanos());
    private final List<String> closed = new ArrayList<>();
    private final Pipe pipe = new Pipe(loop);
    private Duration cost = Duration.ZERO;
    private long id;
    private Link flooding;
    private Link modest;
    private Timer.Alarm looks;

    @BeforeEach
    void open() {
        flooding = link(pipe, 9000);
        modest = link(new Pipe(loop), 9001);
        looks = watch.start();
    }

    private Link link(Pipe socket, int port) {
        return link(socket, port, false);
    }

    private Link link(Pipe socket, int port, boolean dialled) {
        PeerState peer = new PeerState(
                new Announcement(InstanceKey.of("10.0.0.7", port, ""), "payments", PeerInfo.NONE),
                dialled, 1 << 20);
        Link link = new Link(socket.acceptor(), peer, this, LIMITS, reading,
                new IoExecutors(loop, loop, loop, loop, loop, closers::add, closers::add, WriteCoalescer.NONE),
                new LinkCounters());
        links.reserve(Integer.MAX_VALUE);
        links.add(link);
        return link;
    }

    @Test
    void requestsOfALinkThatTakesTheTimeOfOthersAreRefusedAndThenServedAgain() {
        second(PROCESSORS * 0.5, 0.01);
        assertThat(flooding.isThrottled()).as("one second proves nothing").isFalse();
        second(PROCESSORS * 0.5, 0.01);
        assertThat(flooding.isThrottled()).isTrue();
        assertThat(modest.isThrottled()).isFalse();
        read(flooding, Duration.ZERO);
        assertThat(pipe.acceptor().sent()).last().asString().contains("429").contains("its share of reading time");

        second(0.1, 0.01);
        assertThat(flooding.isThrottled()).isFalse();
        assertThat(closed).isEmpty();
    }

    @Test
    void aLinkThatGoesOnForTenSecondsIsClosed() {
        for (int i = 0; i < 9; i++) {
            second(PROCESSORS * 0.5, 0.01);
            flooding.throttle(false);
        }
        assertThat(closed).isEmpty();
        second(PROCESSORS * 0.5, 0.01);
        assertThat(closed).as("listeners may block, and the watch must not").isEmpty();
        assertThat(flooding.isOpen()).isFalse();
        runClosers();
        assertThat(closed).containsExactly("1013 floods");
    }

    @Test
    void floodsAndEndedTokensAreLookedForEachSecondAlsoWithALongPingInterval() {
        looks.cancel();
        new LinkWatch(links, timer, Duration.ofMinutes(5).toNanos()).start();
        for (int i = 0; i < 10; i++) {
            second(PROCESSORS * 0.5, 0.01);
            flooding.throttle(false);
        }
        runClosers();
        assertThat(closed).containsExactly("1013 floods");
        Pipe socket = new Pipe(loop);
        link(socket, 9002).peer().endsAt(timer.nanoTime());
        timer.advanceMillis(1_000);
        runClosers();
        assertThat(socket.acceptor().closeCode()).isEqualTo(1008);
    }

    @Test
    void aLinkIsNotRefusedForTheTimeInWhichOtherProcessesHadTheProcessors() {
        reading.ownShare = 0.5;
        for (int i = 0; i < 20; i++) {
            second(PROCESSORS * 0.7, 0.01);
            assertThat(flooding.isThrottled()).isFalse();
        }
        assertThat(closed).isEmpty();

        reading.ownShare = 1;
        second(PROCESSORS * 0.7, 0.01);
        second(PROCESSORS * 0.7, 0.01);
        assertThat(flooding.isThrottled()).isTrue();
    }

    @Test
    void aLinkThatIsAloneMayTakeAllTheTime() {
        second(PROCESSORS * 0.9, 0);
        second(PROCESSORS * 0.9, 0);
        assertThat(flooding.isThrottled()).isFalse();
    }

    @Test
    void noLinkIsRefusedWhileThereIsTimeForAll() {
        second(PROCESSORS * 0.3, 0.01);
        second(PROCESSORS * 0.3, 0.01);
        assertThat(flooding.isThrottled()).isFalse();
    }

    @Test
    void aMessageThatKeepsAReadingThreadIsAProblemUntilItEnds() {
        cost = Duration.ofSeconds(6);
        List<String> problems = new ArrayList<>();
        busy = () -> {
            timer.advanceMillis(1_000);
            watch.problem().ifPresent(problems::add);
        };
        read(flooding, cost);
        assertThat(problems).singleElement().asString().contains("payments at 10.0.0.7:9000").contains("6000 ms");
        busy = () -> {
        };
        timer.advanceMillis(1_000);
        assertThat(watch.problem()).isEmpty();
    }

    /** One thread reads all links that the node has dialled. */
    @Test
    void dialledLinksAreNotClosedForATimeInWhichTheirThreadWasBusy() {
        Link slow = dialled(9002);
        Link other = dialled(9003);
        busy = () -> bothClocks(25);
        read(slow, Duration.ZERO);
        busy = () -> {
        };
        bothClocks(1);
        assertThat(slow.isOpen()).isTrue();
        assertThat(other.isOpen()).isTrue();
        bothClocks(19);
        assertThat(other.isOpen()).as("its silence counts from the end of the message").isTrue();
        bothClocks(2);
        assertThat(other.isOpen()).isFalse();
    }

    /** Nothing was read from it for longer than its thread was busy: it is quiet. */
    @Test
    void aQuietDialledLinkOutlivesALongMessageOfAnother() {
        Link slow = dialled(9002);
        Link other = dialled(9003);
        bothClocks(9);
        busy = () -> bothClocks(55);
        read(slow, Duration.ZERO);
        busy = () -> {
        };
        bothClocks(1);
        assertThat(other.isOpen()).as("its pong has not been read yet").isTrue();
        bothClocks(19);
        assertThat(other.isOpen()).as("it has two ping intervals for it").isTrue();
        bothClocks(2);
        assertThat(other.isOpen()).isFalse();
    }

    @Test
    void aLinkIsNotClosedForTheTimeOfItsOwnMessage() {
        busy = () -> bothClocks(25);
        read(flooding, Duration.ZERO);
        busy = () -> {
        };
        bothClocks(1);
        assertThat(flooding.isOpen()).isTrue();
        bothClocks(22);
        assertThat(flooding.isOpen()).as("it has said nothing since").isFalse();
    }

    /** A log fails as do the classes of an application that the server has stopped. */
    @Test
    void aSilentLinkIsClosedAsSilentThoughTheLogFails() {
        Link first = dialled(9002);
        Link second = dialled(9003);
        reading.brokenLog = true;
        bothClocks(22);
        assertThat(reading.unwritten).isPositive();
        assertThat(List.of(first.isOpen(), second.isOpen())).containsOnly(false);
        runClosers();
        assertThat(closed).isNotEmpty().containsOnly("4000 silent");
    }

    /** The thread reads between two such messages, so that nothing excuses a silence that goes on. */
    @Test
    void aDialledLinkIsClosedThoughManyMessagesKeepTheThreadForAWhile() {
        Link slow = dialled(9002);
        Link other = dialled(9003);
        for (int i = 0; i < 4; i++) {
            readsForSixOfTenSeconds(slow);
        }
        assertThat(other.isOpen()).as("after 40 s").isTrue();
        for (int i = 0; i < 6; i++) {
            readsForSixOfTenSeconds(slow);
        }
        assertThat(other.isOpen()).as("80 s and twice a ping interval later").isFalse();
        assertThat(slow.isOpen()).isTrue();
    }

    private void readsForSixOfTenSeconds(Link link) {
        busy = () -> bothClocks(6);
        read(link, Duration.ZERO);
        busy = () -> {
        };
        bothClocks(4);
    }

    private void bothClocks(int seconds) {
        for (int i = 0; i < seconds; i++) {
            reading.advance(Duration.ofSeconds(1));
            timer.advanceMillis(1_000);
            if (modest.isOpen()) {
                modest.alive();
            }
        }
    }

    private Link dialled(int port) {
        return link(new Pipe(loop), port, true);
    }

    /** As in a log that blocks. The timer has got another thread for the one that hangs. */
    @Test
    @Timeout(120)
    void aCheckThatHangsDoesNotKeepTheOtherLinksFromTheirs() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch silent = new CountDownLatch(1);
        LinkTable table = new LinkTable();
        LinkLimits limits = LinkLimits
                .of(MicroConfig.defaults().with(ConfigKeys.PING_INTERVAL, Duration.ofMillis(100)));
        try (SystemTimer clock = new SystemTimer(Thread::new, Runnable::run)) {
            List<Link> both = new ArrayList<>();
            for (int port = 9001; port <= 9002; port++) {
                PeerState peer = new PeerState(
                        new Announcement(InstanceKey.of("10.0.0.7", port, ""), "payments", PeerInfo.NONE), true,
                        1 << 20);
                Pipe socket = new Pipe(loop);
                socket.acceptor().stop();
                Link link = new Link(socket.dialler(), peer, this, limits, clock, IoExecutors.all(Runnable::run),
                        new LinkCounters());
                table.reserve(Integer.MAX_VALUE);
                table.add(link);
                both.add(link);
            }
            LinkWatch real = new LinkWatch(table, clock, limits.pingAfterNanos());
            real.exemptFromSilence(link -> {
                if (link == both.get(0)) {
                    await(released);
                } else if (!link.isOpen()) {
                    silent.countDown();
                }
                return false;
            });
            Timer.Alarm checks = real.start();
            clock.addThread();
            assertThat(silent.await(60, TimeUnit.SECONDS)).as("the other link was checked, and found silent").isTrue();
            checks.cancel();
        } finally {
            released.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            // the timer has closed
        }
    }

    @Test
    void linksThatAreNotLookedAtAreAProblem() {
        timer.advanceMillis(1_000);
        timer.skip(Duration.ofSeconds(5));
        assertThat(watch.problem()).isEmpty();
        timer.skip(Duration.ofMillis(1));
        assertThat(watch.problem()).contains("the links have not been checked for 5001 ms");
        timer.advance(Duration.ZERO);
        assertThat(watch.problem()).isEmpty();
        looks.cancel();
        timer.skip(Duration.ofMinutes(1));
        assertThat(watch.problem()).as("the node has stopped").isEmpty();
    }

    private Runnable busy = () -> {
    };

    /** A thread that has the processor for a share of the time only. */
    private static final class ReadingTimer extends TestTimer {
        private double ownShare = 1;
        private boolean brokenLog;
        private int unwritten;
        private long threadNanos = 7;
        private long before;

        @Override
        public long nanoTime() {
            if (brokenLog && StackWalker.getInstance().walk(frames -> frames.limit(6)
                    .anyMatch(frame -> frame.getMethodName().toLowerCase(Locale.ROOT).contains("warn")))) {
                unwritten++;
                throw new NoClassDefFoundError("expected by this test");
            }
            return super.nanoTime();
        }

        @Override
        public long threadNanos() {
            threadNanos += (long) ((nanoTime() - before) * ownShare);
            before = nanoTime();
            return threadNanos;
        }
    }

    /** A second in which the two links take so many seconds of reading time. */
    private void second(double floodingSeconds, double modestSeconds) {
        read(flooding, Duration.ofNanos((long) (floodingSeconds * 1e9)));
        if (modestSeconds > 0) {
            read(modest, Duration.ofNanos((long) (modestSeconds * 1e9)));
        }
        timer.advanceMillis(1_000);
    }

    private void runClosers() {
        while (!closers.isEmpty()) {
            closers.poll().run();
        }
    }

    private void read(Link link, Duration time) {
        cost = time;
        link.text("{\"id\":" + id++ + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}");
    }

    @Override
    public void request(Link link, Frame.Request request) {
        reading.skip(cost);
        busy.run();
    }

    @Override
    public void closed(Link link, int code, String reason) {
        closed.add(code + " " + reason);
        links.remove(link);
    }
}
