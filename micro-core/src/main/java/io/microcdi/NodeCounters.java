package io.microcdi;

import java.util.Map;

/**
 * What happened on a node since it was made, and what is under way now.
 *
 * @param calls calls that were begun
 * @param failures calls that ended without a result, by the simple name of their exception
 * @param retries attempts beyond the first of a call
 * @param droppedFrames messages that were no frames, answers to no question, and results that nobody wanted any more
 * @param refusedRequests requests that were answered without a handler since a bound of their link was reached
 * @param inFlight requests of this node that wait for their answers now
 * @param inWork requests of others that are in work here now
 * @param links links that are open now, those to registries included
 */
public record NodeCounters(long calls, Map<String, Long> failures, long retries, long droppedFrames,
        long refusedRequests, int inFlight, int inWork, int links) {
}
