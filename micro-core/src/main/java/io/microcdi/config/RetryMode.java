package io.microcdi.config;

/** Decides which failed calls are retried. */
public enum RetryMode {
    /** Calls that certainly did not run, and idempotent calls. */
    SAFE,
    /** All failed calls, as in {@code @hile/micro}. */
    ALWAYS
}
