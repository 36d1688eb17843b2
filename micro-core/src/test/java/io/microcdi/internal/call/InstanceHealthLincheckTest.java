package io.microcdi.internal.call;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.testing.TestTimer;

/** Many interleavings of the answer of an attempt with the end of its time: the attempt is reported once. */
class InstanceHealthLincheckTest {

    private static final int INTERLEAVINGS = Integer.getInteger("microcdi.interleavings", 60);
    private static final PeerAddress ADDRESS = new PeerAddress("payments", InstanceKey.of("10.0.0.5", 9000, ""), "ws",
            true);

    private static final CallContext CONTEXT = new CallContext(null, null, new OutlierEjection(new TestTimer()),
            new CallCounters(), null);
    private static final CallRequest REQUEST = new CallRequest("payments", "/charge", null, "id", null, Map.of(),
            CallSettings.of(MicroConfig.defaults(), "payments"), 0, null, null, null, 0, null);

    @Test
    void oneOfTwoReportsCounts() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            InstanceHealth health = new InstanceHealth(CONTEXT, REQUEST);
            health.begin(ADDRESS);
            AtomicInteger taken = new AtomicInteger();
            Runnable report = () -> {
                if (health.take() != null) {
                    taken.incrementAndGet();
                }
            };
            Thread other = new Thread(report);
            other.start();
            report.run();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            // by hand: Lincheck does not know the assertions of AssertJ
            if (taken.get() != 1) {
                throw new AssertionError("reports of one attempt: " + taken.get());
            }
        });
    }
}
