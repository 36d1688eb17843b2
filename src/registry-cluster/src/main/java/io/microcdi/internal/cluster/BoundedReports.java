package io.microcdi.internal.cluster;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * The lines that other machines can cause in the log of one member. Each kind is bounded, so that strangers hide neither what
 * another member of the same process refuses nor what JGroups reports. Thread-safe.
 */
final class BoundedReports {

    private final LogLimit refusals = LogLimit.ofWarnings(ClusterLog.LOG::reportsLeftOut);
    private final LogLimit network = LogLimit.ofWarnings(ClusterLog.LOG::reportsLeftOut);

    /** Logs that the peer of a connection was refused. */
    void refused(String peer, Exception reason) {
        if (refusals.permits(System.nanoTime())) {
            ClusterLog.LOG.connectionRefused(Excerpts.of(peer), Excerpts.of(reason));
        }
    }

    /** Logs a text of JGroups. */
    void network(String text, @Nullable Throwable failure) {
        if (network.permits(System.nanoTime())) {
            ClusterLog.LOG.report(Excerpts.of(text), failure == null ? null : LoggedThrowable.of(failure));
        }
    }
}
