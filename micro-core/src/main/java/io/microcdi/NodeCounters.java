package io.microcdi;

import java.util.Map;

/**
 * Counters of a node: totals since it was built, and current numbers.
 *
 * @param calls the number of calls begun
 * @param failures the number of failed calls, by the simple name of their exception
 * @param retries the number of attempts after the first attempt of a call
 * @param droppedFrames the number of dropped messages: invalid frames, answers without a request, and results for
 *        callers that no longer wait
 * @param refusedRequests the number of requests that this node refused without running a handler, because a bound of
 *        their link, of a route or of the node was reached
 * @param inFlight the number of requests of this node that wait for their answers now
 * @param inWork the number of requests from other nodes that are in work now
 * @param links the number of open links now, including those to registries
 */
public record NodeCounters(long calls, Map<String, Long> failures, long retries, long droppedFrames,
        long refusedRequests, int inFlight, int inWork, int links) {
}
