package io.microcdi.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.hostile.BadConnect;
import io.microcdi.testing.hostile.BadConnects;
import io.microcdi.testing.hostile.SteadyLoad;

/**
 * A node is called 50 times a second while bad connects reach its port at 500 a second. {@code -Dbad.connects=100000}
 * makes that many connects of each kind, by default 1,000.
 * {@code -Dbad.timeout-millis=1000} gives each call a second, on a machine that does nothing else.
 */
@Timeout(600)
@EnabledOnOs(value = OS.LINUX, disabledReason = "open files are counted in /proc")
class BadConnectsTest {

    private static final int CONNECTS = Integer.getInteger("bad.connects", 1_000);
    private static final Duration CALL_TIMEOUT = Duration.ofMillis(Integer.getInteger("bad.timeout-millis", 15_000));
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final long POLL_NANOS = Duration.ofMillis(200).toNanos();
    private static final int MORE_FILES_AT_MOST = 20;
    private static final int CALLS_TO_WARM_UP = 50;
    /** Of about 50. A machine that pauses for a second changes nothing: each answer has its own timeout. */
    private static final int CALLS_A_SECOND_AT_LEAST = 5;
    /** Threads that live as long as their node; threads of a pool end when they are idle. */
    private static final Pattern LASTING_THREADS = Pattern.compile("micro-(timer|watch).*");

    /** Garbage makes a warning for each link, which would hide all else in the log of the build. */
    private static final Logger QUIET = Logger.getLogger("io.microcdi");

    private final Level level = QUIET.getLevel();
    private final Queue<String> losses = new ConcurrentLinkedQueue<>();
    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private MicroNode target;
    private MicroNode caller;

    @BeforeEach
    void start() throws Exception {
        QUIET.setLevel(Level.SEVERE);
        registry.start();
        String url = "ws://127.0.0.1:" + registry.port();
        target = MicroNode.builder("target").registry(url).listen("127.0.0.1", 0).build();
        target.register("/echo", Integer.class, (number, context) -> number);
        caller = MicroNode.builder("caller").registry(url).listen("127.0.0.1", 0).build();
        for (MicroNode node : List.of(target, caller)) {
            node.start();
            node.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() {
        Stream.of(caller, target).filter(node -> node != null).forEach(MicroNode::stop);
        registry.stop();
        QUIET.setLevel(level);
    }

    @ParameterizedTest
    @EnumSource(BadConnect.class)
    void aNodeKeepsItsLinksAndAnswersEachCall(BadConnect kind) throws Exception {
        MicroCall echo = caller.caller().to("target").timeout(CALL_TIMEOUT).retries(0);
        try (SteadyLoad calls = new SteadyLoad(() -> echo.callAsync("/echo", 1, Integer.class))) {
            calls.await(CALLS_TO_WARM_UP);
            target.addListener(new Losses());
            caller.addListener(new Losses());
            int files = openFiles();
            List<Thread> threads = lastingThreads();

            attack(kind, calls);

            int filesAfter = awaitFiles(files + MORE_FILES_AT_MOST);
            calls.finish();
            System.out.printf("%s: %d open files before, %d after; %d calls answered%n", kind, files, filesAfter,
                    calls.succeeded());
            assertThat(filesAfter).as("open files 30 s after the last connect, %d before", files)
                    .isLessThanOrEqualTo(files + MORE_FILES_AT_MOST);
            assertThat(calls.failures()).as("calls that failed until 30 s after the last connect").isEmpty();
            assertThat(losses).as("links that the nodes lost").isEmpty();
            assertThat(target.isRegistered()).as("registered at the end").isTrue();
            assertThat(threads).as("lasting threads").isNotEmpty().allMatch(Thread::isAlive);
        }
    }

    private void attack(BadConnect kind, SteadyLoad calls) throws Exception {
        int port = Integer.parseInt(target.key().substring(target.key().lastIndexOf(':') + 1));
        long begun = System.nanoTime();
        int before = calls.succeeded();
        try (BadConnects connects = new BadConnects(kind, port, "", CONNECTS, calls::hasFailed)) {
            connects.await();
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf("%s: %d connects in %.1f s, %d without TCP, %d calls answered meanwhile%n", kind,
                    connects.made(), seconds, connects.failed(), calls.succeeded() - before);
            assertThat(calls.failures()).as("calls that failed, after %d connects", connects.made()).isEmpty();
            assertThat(connects.made()).as("connects made").isEqualTo(CONNECTS);
            assertThat(calls.succeeded() - before).as("calls answered in %.1f s", seconds)
                    .isGreaterThan((int) (CALLS_A_SECOND_AT_LEAST * seconds));
        }
    }

    private static int awaitFiles(int atMost) throws IOException {
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        while (openFiles() > atMost && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return openFiles();
    }

    private static int openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return Math.toIntExact(open.count());
        }
    }

    private static List<Thread> lastingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> LASTING_THREADS.matcher(thread.getName()).matches()).toList();
    }

    /** Links of the two nodes with each other and with the registry; links of the bad connects do not count. */
    private final class Losses implements NodeListener {

        @Override
        public void linkClosed(MicroPeer peer, int code, String reason) {
            if (List.of(target.key(), caller.key()).contains(peer.key())) {
                losses.add(peer.key() + " " + code + " " + reason);
            }
        }

        @Override
        public void registryLost(URI url) {
            losses.add(url.toString());
        }
    }
}
