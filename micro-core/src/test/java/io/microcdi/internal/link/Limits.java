package io.microcdi.internal.link;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.wire.WireLimits;

/** Bounds of links, as the tests want them. */
final class Limits {

    static final LinkLimits DEFAULT = LinkLimits.of(MicroConfig.defaults());

    private Limits() {
    }

    static LinkLimits queue(int messages, int size) {
        return new LinkLimits(WireLimits.DEFAULT, 1 << 20, messages, size, 1_000, 1_000, 10_000_000_000L);
    }

    /** A budget that is never used up. */
    static BufferBudget unbounded() {
        return new BufferBudget(Long.MAX_VALUE, () -> {
            throw new AssertionError("used up");
        });
    }

    /** Small tables: requests that may wait, and requests that may be in work. */
    static LinkLimits tables(int pending, int requests) {
        return LinkLimits.of(MicroConfig.defaults().with(ConfigKeys.MAX_PENDING, pending)
                .with(ConfigKeys.MAX_REQUESTS, requests));
    }
}
