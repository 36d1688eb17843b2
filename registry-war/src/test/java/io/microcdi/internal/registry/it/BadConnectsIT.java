package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.testing.hostile.BadConnect;
import io.microcdi.testing.hostile.BadConnects;
import io.microcdi.testing.hostile.SteadyLoad;

/**
 * A healthy node makes 50 lookups a second while bad connects come at 500 a second. {@code -Dbad.connects=100000} makes
 * that many connects of each kind, by default 3,000.
 * {@code -Dbad.timeout-millis=1000} gives each find a second, on a machine that does nothing else.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "open files are counted in /proc")
@Tag("slow")
class BadConnectsIT {

    private static final int CONNECTS = Integer.getInteger("bad.connects", 3_000);
    private static final Duration FIND_TIMEOUT = Duration.ofMillis(Integer.getInteger("bad.timeout-millis", 15_000));
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final long POLL_NANOS = Duration.ofMillis(200).toNanos();
    private static final int MORE_FILES_AT_MOST = 20;
    private static final int FINDS_TO_WARM_UP = 50;
    /** Of about 50. A machine that pauses for a second changes nothing: each answer has its own timeout. */
    private static final int FINDS_A_SECOND_AT_LEAST = 5;
    private static final String KEY = "127.0.0.1:9001";
    /** Threads that live as long as the registry; threads of a pool end when they are idle. */
    private static final Pattern LASTING_THREADS = Pattern.compile("micro-(timer|watch).*");

    @ParameterizedTest
    @EnumSource(BadConnect.class)
    void aHealthyNodeStaysRegisteredAndItsLookupsAreAnswered(BadConnect kind) throws Exception {
        try (RegistryProcess registry = RegistryProcess.start();
                RegisteredNode node = connect(registry, 9001);
                SteadyLoad finds = new SteadyLoad(() -> node.find("node9001", FIND_TIMEOUT))) {
            Http http = new Http(registry.page());
            String since = http.awaitInstance(KEY, Objects::nonNull).getString("since");
            finds.await(FINDS_TO_WARM_UP);
            int files = registry.openFiles();
            List<String> threads = registry.threads(LASTING_THREADS);

            attack(kind, registry.port(), finds);

            int filesAfter = awaitFiles(registry, files + MORE_FILES_AT_MOST);
            Set<String> keys = http.awaitKeys(registered -> registered.equals(Set.of(KEY)), RECOVERY);
            finds.finish();
            System.out.printf("%s: %d open files before, %d after; %d finds answered%n", kind, files, filesAfter,
                    finds.succeeded());
            assertThat(filesAfter).as("open files of the registry 30 s after the last connect, %d before", files)
                    .isLessThanOrEqualTo(files + MORE_FILES_AT_MOST);
            assertThat(finds.failures()).as("finds that failed until 30 s after the last connect").isEmpty();
            assertThat(keys).as("registered keys at the end").containsExactly(KEY);
            assertThat(http.instance(KEY).getString("since")).as("time of the registration").isEqualTo(since);
            assertThat(http.json("/api/status").getString("status")).as("/api/status").isEqualTo("ok");
            assertThat(threads).as("lasting threads before").isNotEmpty();
            assertThat(registry.threads(LASTING_THREADS)).as("lasting threads after").containsAll(threads);
            aNewNodeIsServed(registry);
        }
    }

    private static RegisteredNode connect(RegistryProcess registry, int announcedPort) throws Exception {
        return RegisteredNode.connect(registry.port(), announcedPort, "node" + announcedPort).get(60, TimeUnit.SECONDS);
    }

    private static void attack(BadConnect kind, int port, SteadyLoad finds) throws Exception {
        long begun = System.nanoTime();
        int before = finds.succeeded();
        try (BadConnects connects = new BadConnects(kind, port, "", CONNECTS, finds::hasFailed)) {
            connects.await();
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf("%s: %d connects in %.1f s, %d without TCP, %d finds answered meanwhile%n", kind,
                    connects.made(), seconds, connects.failed(), finds.succeeded() - before);
            assertThat(finds.failures()).as("finds not answered in time, after %d connects", connects.made())
                    .isEmpty();
            assertThat(connects.made()).as("connects made").isEqualTo(CONNECTS);
            assertThat(finds.succeeded() - before).as("finds answered in %.1f s", seconds)
                    .isGreaterThan((int) (FINDS_A_SECOND_AT_LEAST * seconds));
        }
    }

    private static int awaitFiles(RegistryProcess registry, int atMost) throws Exception {
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        while (registry.openFiles() > atMost && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return registry.openFiles();
    }

    private static void aNewNodeIsServed(RegistryProcess registry) throws Exception {
        try (RegisteredNode node = connect(registry, 9002)) {
            JsonObject answer = node.find("node9002", FIND_TIMEOUT).get();
            assertThat(answer.getJsonObject("data").getInt("port")).as("port of a node that joins later")
                    .isEqualTo(9002);
        }
    }
}
