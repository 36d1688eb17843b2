package io.microcdi.internal.cluster;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Bounds the log lines of one member that other machines can cause. Each kind has a bound of its own, so that strangers can
 * hide neither the refusals of another member in the same process nor the reports of JGroups. Thread-safe.
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
