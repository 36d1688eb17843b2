package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Filter;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** A refusal leaves one line, and no peer fills the log. */
class AuditTest {

    private static final Path PAGE = Path.of("../src/docs/guide/security.md");

    private final TestTimer timer = new TestTimer();
    private final Audit audit = new Audit(timer::nanoTime);
    private final LogCapture capture = new LogCapture("io.microcdi.audit");
    private final List<String> lines = capture.messages();

    @AfterEach
    void unlisten() {
        capture.close();
    }

    @Test
    void aRefusalIsOneLineWithWhoFromWhereAndWhat() {
        audit.refused(RefusalKind.UNAUTHORIZED, "orders at 10.0.0.9:80", "10.0.0.9", "no token");
        audit.refused(RefusalKind.LEASE, "orders", null, "another instance holds the key");
        assertThat(lines).containsExactly(
                "MICRO001800: Refused (401): orders at 10.0.0.9:80, from 10.0.0.9: no token (0 more refusals were left out)",
                "MICRO001800: Refused (lease): orders, from an unknown address: another instance holds the key (0 more"
                        + " refusals were left out)");
    }

    @Test
    void thePageOfSecurityListsEachKind() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int header = lines.indexOf("| kind | the peer or the request |");
        assertThat(header).as("the table of the kinds").isPositive();
        List<String> listed = lines.stream().skip(header + 2L).takeWhile(line -> line.startsWith("| `"))
                .map(line -> line.split("`")[1]).toList();
        assertThat(listed).containsExactlyElementsOf(Stream.of(RefusalKind.values()).map(RefusalKind::text).toList());
    }

    /** A log may block, as one that is written over a network. */
    @Test
    void aLogThatBlocksHoldsOneThreadOnly() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Filter blocks = entry -> {
            if (entry.getMessage().contains("10.0.0.9")) {
                blocked.countDown();
                try {
                    released.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return true;
        };
        Logger logger = Logger.getLogger("io.microcdi.audit");
        logger.setFilter(blocks);
        try {
            CompletableFuture<Void> first = refusedElsewhere("10.0.0.9");
            assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
            refusedElsewhere("10.0.0.10").get(10, TimeUnit.SECONDS);
            released.countDown();
            first.get(10, TimeUnit.SECONDS);
        } finally {
            released.countDown();
            logger.setFilter(null);
        }
        assertThat(lines).hasSize(2);
    }

    private CompletableFuture<Void> refusedElsewhere(String from) {
        return CompletableFuture.runAsync(() -> audit.refused(RefusalKind.UNAUTHORIZED, "orders", from, "no token"),
                task -> new Thread(task).start());
    }

    @Test
    void oneAddressDoesNotHideTheOthers() {
        for (int i = 0; i < 1_000; i++) {
            audit.refused(RefusalKind.UNAUTHORIZED, "orders", "10.0.0.9", "no token");
        }
        assertThat(lines).hasSize(30);
        audit.refused(RefusalKind.RIGHTS, "payments", "10.0.0.10", "not allowed");
        assertThat(lines).hasSize(31).last().asString().contains("10.0.0.10", "970 more");
    }

    /** A customer has at least such a network, and as many addresses as it likes. */
    @Test
    void oneIpv6NetworkDoesNotHideTheOthers() {
        for (int i = 0; i < 1_000; i++) {
            audit.refused(RefusalKind.UNAUTHORIZED, "orders", "2001:db8:0:1::" + Integer.toHexString(i % 20),
                    "no token");
        }
        assertThat(lines).hasSize(30).last().asString().contains("from 2001:db8:0:1::9:");
        audit.refused(RefusalKind.RIGHTS, "payments", "2001:db8:0:2::1", "not allowed");
        assertThat(lines).hasSize(31).last().asString().contains("2001:db8:0:2::1", "970 more");
    }

    @Test
    void manyAddressesAreBoundedTogether() {
        for (int minute = 1; minute <= 2; minute++) {
            for (int i = 0; i < 2_000; i++) {
                audit.refused(RefusalKind.UNAUTHORIZED, "orders", "10.0." + i / 256 + "." + i % 256, "no token");
            }
            assertThat(lines).hasSize(300 * minute);
            timer.advance(Duration.ofMinutes(1));
        }
        assertThat(lines.get(300)).contains("1700 more");
    }

    @Test
    void textsFromOutsideAreCutAndEscaped() {
        String evil = "a\nMICRO\u001b[31m\u202e\u200b\u2028" + "x".repeat(10_000);
        audit.refused(RefusalKind.UNAUTHORIZED, evil, evil, evil);
        assertThat(lines).singleElement().satisfies(line -> assertThat(line)
                .doesNotContain("\n", "\u001b", "\u202e", "\u200b", "\u2028").hasSizeLessThan(1_000));
    }
}
