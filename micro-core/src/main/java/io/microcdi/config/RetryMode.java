package io.microcdi.config;

/** What is sent again after a failure. */
public enum RetryMode {
    /** What surely did not run, and what is idempotent. */
    SAFE,
    /** Whatever failed, as {@code @hile/micro} does. */
    ALWAYS
}
