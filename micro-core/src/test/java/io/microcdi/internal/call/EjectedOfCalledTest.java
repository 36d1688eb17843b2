package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.testing.World;

/** Each namespace with a number of ejected instances is a series of a metric. */
class EjectedOfCalledTest {

    private static final int MOST = 1_000;
    private static final CallSettings SETTINGS = CallSettings.of(MicroConfig.defaults(), "n");

    private final DefaultCaller caller = new World().node("checkout", "10.0.0.6:9000").caller();

    @Test
    void aSeriesGoesBackToZeroAndNoneBeginsBeyondTheBound() {
        InstanceKey key = InstanceKey.parse("10.0.0.7:9000");
        for (int i = 0; i <= MOST; i++) {
            caller.context().ejection().unreachable(new PeerAddress("n" + i, key, "ws", true),
                    caller.context().ejection().count(), SETTINGS, "it is down", List.of());
        }
        Map<String, Integer> ejected = caller.ejectedOfCalled();
        assertThat(caller.ejected()).hasSize(MOST + 1);
        assertThat(ejected).hasSize(MOST);
        assertThat(ejected.values()).containsOnly(1);
        caller.forget();
        assertThat(caller.ejectedOfCalled().keySet()).isEqualTo(ejected.keySet());
        assertThat(caller.ejectedOfCalled().values()).containsOnly(0);
    }
}
