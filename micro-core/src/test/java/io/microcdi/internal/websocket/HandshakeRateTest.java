package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.testing.TestTimer;

/** When each of many handshakes begins. */
class HandshakeRateTest {

    private final TestTimer timer = new TestTimer();
    private final MicroConfig config = MicroConfig.defaults();

    @Test
    void oneNowAndThenDoesNotWait() {
        HandshakeRate rate = HandshakeRate.waiting(config, timer::nanoTime);
        for (int i = 0; i < 2_000; i++) {
            assertThat(rate.turn()).isZero();
            timer.advance(Duration.ofMillis(2));
        }
    }

    @Test
    void ofManyAtOnceFiveHundredBeginInEachSecond() {
        HandshakeRate rate = HandshakeRate.waiting(config, timer::nanoTime);
        List<Long> turns = new ArrayList<>();
        for (long turn = rate.turn(); turn != HandshakeRate.REFUSED; turn = rate.turn()) {
            turns.add(turn);
        }
        assertThat(turns).isSorted().hasSize(551);
        assertThat(turns.stream().filter(turn -> turn == 0)).as("a group needs no turn").hasSize(51);
        assertThat(turns.stream().filter(turn -> turn > 0)).as("so many wait, and no more").hasSize(500);
        assertThat(Duration.ofNanos(turns.get(turns.size() - 1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void thoseRefusedTakeNoTurn() {
        HandshakeRate rate = HandshakeRate.waiting(config, timer::nanoTime);
        for (int i = 0; i < 100_000; i++) {
            rate.turn();
        }
        timer.advance(Duration.ofMillis(10));
        assertThat(rate.turn()).isPositive();
        timer.advance(Duration.ofSeconds(2));
        assertThat(rate.turn()).as("the wait is over").isZero();
    }

    @Test
    void aServerThatLetsNoneWaitLetsThoseOfASecondBegin() {
        HandshakeRate rate = HandshakeRate.refusing(config, timer::nanoTime);
        int begun = 0;
        while (rate.turn() == 0) {
            begun++;
        }
        assertThat(begun).isEqualTo(501);
        assertThat(rate.turn()).isEqualTo(HandshakeRate.REFUSED);
        timer.advance(Duration.ofMillis(100));
        begun = 0;
        while (rate.turn() == 0) {
            begun++;
        }
        assertThat(begun).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(strings = { "203.0.113.%d", "2001:db8:0:1::%d" })
    void oneNetworkLeavesAFifthToOthers(String addresses) {
        HandshakeRate rate = HandshakeRate.refusing(config.with(ConfigKeys.HANDSHAKES_PER_SECOND, 10),
                timer::nanoTime);
        boolean six = addresses.indexOf(':') >= 0;
        int begun = 0;
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 1_000; i++) {
                begun += rate.permits(addresses.formatted(six ? i : 9)) ? 1 : 0;
            }
            assertThat(rate.permits("10.0.0.5")).as("another address in second %d", second).isTrue();
            timer.advance(Duration.ofSeconds(1));
        }
        assertThat(begun).isBetween(80, 89);
    }

    @Test
    void handshakesOfUnknownAddressesHaveTheWholeRate() {
        HandshakeRate rate = HandshakeRate.refusing(config.with(ConfigKeys.HANDSHAKES_PER_SECOND, 10),
                timer::nanoTime);
        int begun = 0;
        while (rate.permits(null)) {
            begun++;
        }
        assertThat(begun).isEqualTo(11);
        assertThat(rate.permits("10.0.0.5")).isFalse();
    }

    /** A flood from many addresses must not make the part of an address forgotten too soon, nor fill the heap. */
    @Test
    void allTurnsTogetherAreBoundedForAnyNumberOfAddresses() {
        HandshakeRate rate = HandshakeRate.refusing(config.with(ConfigKeys.HANDSHAKES_PER_SECOND, 10),
                timer::nanoTime);
        int begun = 0;
        for (int i = 0; i < 20_000; i++) {
            begun += rate.permits("10.0." + i / 250 + "." + i % 250) ? 1 : 0;
        }
        assertThat(begun).isEqualTo(11);
    }

    @Test
    void bothNumbersAreKeys() {
        HandshakeRate rate = HandshakeRate.waiting(
                config.with(ConfigKeys.HANDSHAKES_PER_SECOND, 10).with(ConfigKeys.MAX_HANDSHAKES, 3), timer::nanoTime);
        assertThat(List.of(rate.turn(), rate.turn(), rate.turn(), rate.turn(), rate.turn(), rate.turn()))
                .containsExactly(0L, 0L, 100_000_000L, 200_000_000L, 300_000_000L, HandshakeRate.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({ "/10.0.0.5/9000, true", "/10.0.0.5/9000/shop/payments, true", "/%5B::1%5D/9000/shop, true",
            "//10.0.0.5/9000, true", "/10.0.0.5//9000/shop, true", "/chat, false", "/chat/room, false",
            "/10.0.0.5/x/shop, false", "/a/123456, false" })
    void anEndpointOfTheApplicationIsNotConcerned(String path, boolean concerned) {
        assertThat(HandshakeRate.concerns(path)).isEqualTo(concerned);
    }
}
