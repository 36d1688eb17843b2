package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.security.ConnectPolicy.Decision;
import io.microcdi.internal.security.ConnectPolicy.Self;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.testing.TestTimer;

/** The link of a peer whose user MicroProfile JWT has authenticated. The core knows that type by its name only. */
class UserTokenEndTest {

    private static final Self PAYMENTS = new Self("payments", InstanceKey.of("10.0.0.5", 80, ""));

    private final TestTimer timer = new TestTimer();

    @Test
    void theLinkEndsWithTheToken() {
        long end = timer.now().getEpochSecond() + 300;
        assertThat(decide(end).identity().ends()).isEqualTo((end + 10) * 1_000);
        timer.advance(Duration.ofSeconds(310));
        assertThat(decide(end).refusal().status()).isEqualTo(401);
    }

    @Test
    void aTokenWithoutAnEndBoundsNothing() {
        assertThat(decide(0).identity().ends()).isEqualTo(Long.MAX_VALUE);
    }

    /** The issuer may write any number. */
    @ParameterizedTest
    @ValueSource(longs = { 9_223_372_036_854_775L, 9_223_372_036_854_776L, 10_000_000_000_000_000L,
            Long.MAX_VALUE - 1, Long.MAX_VALUE })
    void anEndThatNoClockReachesBoundsNothing(long end) {
        assertThat(decide(end).isAdmitted()).isTrue();
        assertThat(decide(end).identity().ends()).isEqualTo(Long.MAX_VALUE);
    }

    private Decision decide(long end) {
        MicroConfig config = MicroConfig.defaults().with(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED)
                .with(ConfigKeys.SECURITY_PRINCIPALS, true);
        return new TokenPolicy(config, timer).decide(
                new ConnectRequest("/", null, "10.0.0.9", false, true, false, null, new Jwt(end), List.of()),
                Announcement.parse("/10.0.0.9/80/orders", null), PAYMENTS);
    }

    /** As servers make it. */
    private record Jwt(long end) implements JsonWebToken {

        @Override
        public String getName() {
            return "orders";
        }

        @Override
        public Set<String> getClaimNames() {
            return Set.of("exp");
        }

        @Override
        @SuppressWarnings("unchecked") // the claim has this type
        public <T> T getClaim(String name) {
            return "exp".equals(name) ? (T) (Long) end : null;
        }
    }
}
