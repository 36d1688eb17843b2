package io.microcdi.internal.link;

import java.util.function.LongSupplier;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Logs failures at the ends of requests, 60 a minute of all links, because each request may have one. A failure of the log
 * is ignored. Thread-safe.
 */
final class FailedEnds {

    private static final LogLimit LINES = LogLimit.ofWarnings(LinkLog.LOG::leftOut);

    private FailedEnds() {
    }

    /** Logs that an answer could not be processed. */
    static void ofAnswer(LongSupplier clock, Throwable failure) {
        LINES.write(clock, leftOut -> LinkLog.LOG.answerFailed(LoggedThrowable.of(failure)));
    }

    /** Logs that the end of a request could not be processed. */
    static void ofRequest(LongSupplier clock, Throwable failure) {
        LINES.write(clock, leftOut -> LinkLog.LOG.endFailed(LoggedThrowable.of(failure)));
    }
}
