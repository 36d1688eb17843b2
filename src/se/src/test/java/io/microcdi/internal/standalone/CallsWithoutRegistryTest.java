package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.RouteException;

/** Programs that call one address: no registry is there, and none is needed. */
@Timeout(120)
class CallsWithoutRegistryTest {

    private static final String NOWHERE = "ws://127.0.0.1:1";

    private final MicroNode payments = MicroNode.builder("payments").registry(NOWHERE).listen("127.0.0.1", 0)
            .build();
    private final MicroNode tool = MicroNode.builder("tool").registry(NOWHERE).listen("127.0.0.1", 0).build();
    private String address;

    @BeforeEach
    void start() {
        payments.register("/who", context -> "payments, asked by " + context.callerNamespace());
        payments.register("/no", context -> {
            throw new RouteException(403, "no");
        });
        payments.start();
        address = "ws://" + payments.key();
    }

    @AfterEach
    void stop() {
        tool.stop();
        payments.stop();
    }

    @Test
    void oneThatServesNothingNeedNotEvenBeStarted() {
        assertThat(tool.caller().at(address).call("/who", String.class)).startsWith("payments, asked by ");
        assertThat(tool.caller().at(address).callAsync("/who", String.class).join()).startsWith("payments");
        assertThatThrownBy(() -> tool.caller().at(address).call("/no", String.class)).hasMessage("no");
    }

    @Test
    void oneThatWasStartedCallsAsWell() {
        tool.start();
        assertThat(tool.isRegistered()).isFalse();
        assertThat(tool.caller().at(address).call("/who", String.class)).startsWith("payments, asked by ");
        payments.stop();
        assertThatThrownBy(() -> tool.caller().at(address).call("/who", String.class))
                .isInstanceOf(ConnectFailedException.class).hasMessageContaining(address.substring(5));
    }
}
