package io.microcdi.it.failover;

import io.microcdi.error.MicroException;

/**
 * A call that ended, by one of {@code answer} and {@code failure}.
 *
 * @param number of the call, from 0
 * @param started by the caller's clock, as {@code ended}
 */
record Ended(int number, long started, long ended, Provider.Answer answer, MicroException failure) {

    boolean isAnsweredBy(String key) {
        return answer != null && answer.key().equals(key);
    }
}
