package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The registry comes late, is killed while calls go on, and comes back. */
@ExtendWith(ArquillianExtension.class)
class RegistryOutageIT {
    /** Until both are registered once the registry is there: pauses between dials are 4 s at most, and machines are slow. */
    private static final Duration PROMISED = Duration.ofSeconds(60);
    private static final String URL = "micro.registry.url=ws://127.0.0.1:" + Server.registryPort();
    private static final int CALLS_DURING_OUTAGE = 50;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Semaphore succeeded = new Semaphore(0);

    @Deployment(name = "payments", order = 1, testable = false)
    static WebArchive payments() {
        return Wars.configured(Wars.payments(), URL);
    }

    @Deployment(name = "checkout", order = 2, testable = false)
    static WebArchive checkout() {
        return Wars.configured(Wars.checkout(), URL);
    }

    @Test
    void servicesJoinARegistryThatComesLateAndCallsOutliveItsDeath() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread caller = new Thread(() -> payUntil(stop), "caller");
        try (RegistryProcess registry = RegistryProcess.start(Server.registryPort())) {
            awaitBoth(registry);
            caller.start();
            awaitCalls();
            registry.kill();
            awaitCalls();
        }
        try (RegistryProcess again = RegistryProcess.start(Server.registryPort())) {
            awaitBoth(again);
            awaitCalls();
        } finally {
            stop.set(true);
            caller.join();
        }
        assertThat(failures).isEmpty();
    }

    private static void awaitBoth(RegistryProcess registry) {
        long start = System.nanoTime();
        registry.view().awaitKeys("payments", Set.of(Server.key("/payments")), PROMISED);
        Duration left = PROMISED.minusNanos(System.nanoTime() - start);
        registry.view().awaitKeys("checkout", Set.of(Server.key("/checkout")), left);
    }

    /** Waits for calls that begin from now on. */
    private void awaitCalls() throws InterruptedException {
        succeeded.drainPermits();
        assertThat(succeeded.tryAcquire(CALLS_DURING_OUTAGE, 60, TimeUnit.SECONDS))
                .as("calls go on; %d failed, first %s", failures.size(), failures.peek())
                .isTrue();
    }

    private void payUntil(AtomicBoolean stop) {
        while (!stop.get()) {
            try {
                HttpResponse<String> answer = Http.post(Server.url("/checkout/pay"),
                        "{\"amount\":1,\"currency\":\"EUR\"}");
                if (answer.statusCode() == 200) {
                    succeeded.release();
                } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (Exception e) {
                failures.add(e.toString());
            }
            // it leaves the processors to the registry that starts
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
