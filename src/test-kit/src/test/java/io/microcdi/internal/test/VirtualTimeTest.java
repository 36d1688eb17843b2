package io.microcdi.internal.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wait has a bound of real time. */
@Timeout(60)
class VirtualTimeTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aWaitForATaskThatHangsFailsWithItsStack() {
        VirtualTime time = new VirtualTime(threads, Duration.ofMillis(100), () -> false);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        time.executor(threads).execute(() -> {
            begun.countDown();
            hang(never);
        });
        await(begun);
        assertThatThrownBy(() -> time.park(this, () -> false, Long.MAX_VALUE)).isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s)after \\d+ ms of real time these threads of nodes still run:.*"
                        + "VirtualTimeTest\\.hang.*");
        assertThat(time.elapsed()).isZero();
    }

    /** A thread at a breakpoint runs for as long as a person looks at it. */
    @Test
    void aWaitGoesOnWhileADebuggerMayHaveStoppedATask() {
        CountDownLatch resumed = new CountDownLatch(1);
        VirtualTime time = new VirtualTime(threads, Duration.ofMillis(50), () -> {
            resumed.countDown(); // the bound has passed
            return true;
        });
        AtomicBoolean over = new AtomicBoolean();
        Thread waiting = Thread.currentThread();
        time.executor(threads).execute(() -> {
            hang(resumed);
            over.set(true);
            LockSupport.unpark(waiting);
        });
        time.park(this, over::get, Long.MAX_VALUE);
        assertThat(over).isTrue();
        assertThat(time.elapsed()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0 | true",
            "-Xshare:auto | false" })
    void theAgentOfDebuggersIsFound(String option, boolean expected) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), option,
                "-classpath", System.getProperty("java.class.path"), Debugged.class.getName()).redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).endsWith("debugged: " + expected);
    }

    /** The program of a JVM with or without a debugger. */
    static final class Debugged {

        private Debugged() {
        }

        /** Tells what it found. */
        public static void main(String[] arguments) {
            System.out.print("debugged: " + VirtualTime.isDebugged());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static void hang(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aWaitGoesOnWhileTasksEnd() {
        VirtualTime time = new VirtualTime(threads, Duration.ofSeconds(10), () -> false);
        AtomicBoolean over = new AtomicBoolean();
        Thread waiting = Thread.currentThread();
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 30; i++) {
                time.executor(one).execute(() -> work(Duration.ofMillis(100)));
            }
            time.executor(one).execute(() -> {
                over.set(true);
                LockSupport.unpark(waiting);
            });
            time.park(this, over::get, TimeUnit.HOURS.toNanos(1));
        } finally {
            one.shutdownNow();
        }
        assertThat(over).isTrue();
        assertThat(time.elapsed()).isZero();
    }

    /** Takes some real time. */
    private static void work(Duration duration) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < duration.toNanos()) {
            LockSupport.parkNanos(duration.toNanos());
        }
    }
}
