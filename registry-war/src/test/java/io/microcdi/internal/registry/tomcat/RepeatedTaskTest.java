package io.microcdi.internal.registry.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** A scheduler ends a task with its first failure, and says nothing. */
class RepeatedTaskTest {

    @Test
    void aRunThatFailsEndsNoLaterRun() throws Exception {
        CountDownLatch runs = new CountDownLatch(3);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            timer.scheduleWithFixedDelay(new RepeatedTask(() -> {
                runs.countDown();
                throw new NoClassDefFoundError("expected by this test");
            }), 0, 1, TimeUnit.MILLISECONDS);
            assertThat(runs.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            timer.shutdownNow();
        }
    }
}
