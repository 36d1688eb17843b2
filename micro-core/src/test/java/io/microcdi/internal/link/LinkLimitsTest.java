package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

class LinkLimitsTest {

    @Test
    void aChosenQueueSizeDoesNotDependOnTheHeap() {
        MicroConfig chosen = MicroConfig.defaults().with(ConfigKeys.MAX_QUEUED_SIZE, Integer.MAX_VALUE);
        assertThat(LinkLimits.of(chosen).maxQueuedSize()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void theDefaultQueueSizeFitsASmallHeap() {
        assertThat((long) LinkLimits.of(MicroConfig.defaults()).maxQueuedSize()).isPositive()
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 32);
    }
}
