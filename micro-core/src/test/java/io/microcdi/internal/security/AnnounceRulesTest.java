package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;

/** The hosts that a peer may announce to a registry, by the address from which it connects. */
class AnnounceRulesTest {

    private static final PeerIdentity PROVED = new PeerIdentity(null, NamespaceGlobs.of(List.of("payments")),
            NamespaceGlobs.ALL, NamespaceGlobs.ALL, true, null, Long.MAX_VALUE);

    private final MicroConfig config = MicroConfig.defaults();

    @ParameterizedTest
    @CsvSource({
            // its own address, in any form
            "10.0.0.5,10.0.0.5", "fd00::5,%5Bfd00:0::5%5D", "::ffff:10.0.0.5,10.0.0.5",
            // all addresses of one machine are one
            "127.0.0.1,127.0.0.1", "127.0.0.1,localhost", "::1,127.0.0.1", "127.0.0.1,%5B::1%5D",
            "0:0:0:0:0:0:0:1,localhost",
            // a name, and who is not registered
            "127.0.0.1,payments.example", "10.0.0.5,3b241101.invalid", "127.0.0.1,localhost.",
            // nothing is known of the address, and nobody must prove anything
            ",10.0.0.5", ",payments.example", ",127.0.0.1", ",%5B::1%5D", ",localhost", ",a.localhost." })
    void maybeAnnounced(String remote, String host) {
        assertThat(refusal(config, remote, host)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "10.0.0.5,10.0.0.6", "10.0.0.5,127.0.0.1", "10.0.0.5,localhost", "10.0.0.5,a.localhost",
            "10.0.0.5,localhost.", "10.0.0.5,a.localhost.", "10.0.0.5,payments.example",
            "127.0.0.1,203.0.113.9", "10.0.0.5,fe80--1", "10.0.0.5,169.254.169.254", "127.0.0.1,169.254.169.254",
            ",169.254.169.254", "169.254.0.7,169.254.0.7", "10.0.0.5,0.0.0.0", "10.0.0.5,224.0.0.1",
            // only the exact name is left out of the registry
            "10.0.0.5,3b241101.invalid.", "10.0.0.5,2852039166", "127.0.0.1,0x7f.1", ",%5B64:ff9b::a9fe:a9fe%5D" })
    void isRefusedWith403(String remote, String host) {
        assertThat(refusal(config, remote, host)).contains("announced host ");
    }

    @Test
    void theRefusalNamesTheKey() {
        assertThat(refusal(config, "10.0.0.5", "10.0.0.6"))
                .isEqualTo("announced host 10.0.0.6 is not the address 10.0.0.5"
                        + " it comes from: set micro.security.announce-ranges where it is refused");
    }

    @Test
    void rangesAllowMore() {
        MicroConfig ranges = config.with(ConfigKeys.ANNOUNCE_RANGES, List.of("10.9.0.0/16", "169.254.0.0/16"));
        assertThat(refusal(ranges, "10.0.0.5", "10.9.1.1")).isEmpty();
        assertThat(refusal(ranges, "10.0.0.5", "10.8.1.1")).isNotEmpty();
        assertThat(refusal(ranges, "10.0.0.5", "169.254.1.1")).as("never").isNotEmpty();
    }

    /** The owner of a name chooses the address for which it stands, after the check. */
    @Test
    void aPeerThatHasProvedItsNamespaceMayAnnounceAName() {
        AnnounceRules rules = new AnnounceRules(config, true);
        ConnectRequest request = ConnectRequest.of("", null).from("10.0.0.5");
        assertThat(rules.refusal(request, announced("payments.example"), PROVED)).isEmpty();
        assertThat(rules.refusal(request, announced("localhost."), PROVED)).isPresent();
        assertThat(rules.refusal(request, announced("payments.example"), PeerIdentity.UNPROVED)).get()
                .extracting(ConnectRefusal::reason).asString().contains("micro.security.announce-names");
        ConnectRequest proxied = new ConnectRequest("", null, "127.0.0.1", true, false, false, null, null, List.of());
        assertThat(rules.refusal(proxied, announced("payments.example"), PeerIdentity.UNPROVED)).isPresent();
        Announcement second = Announcement.parse("/payments.example/9000", null);
        assertThat(rules.refusal(request, second, PeerIdentity.UNPROVED)).isPresent();
        assertThat(rules.refusal(request, second, PROVED)).isEmpty();
    }

    @Test
    void namesRestrictNames() {
        MicroConfig names = config.with(ConfigKeys.ANNOUNCE_NAMES,
                List.of("*.shop.example", "Payments", "orders.example."));
        assertThat(refusal(names, "10.0.0.5", "a.shop.example")).isEmpty();
        assertThat(refusal(names, "10.0.0.5", "payments")).isEmpty();
        assertThat(refusal(names, "10.0.0.5", "orders.example")).isEmpty();
        assertThat(refusal(names, "10.0.0.5", "orders.example.")).isEmpty();
        assertThat(refusal(names, "10.0.0.5", "a.shop.example.evil.example")).isNotEmpty();
        assertThat(refusal(names, "127.0.0.1", "localhost")).isEmpty();
        assertThat(refusal(names, "10.0.0.5", "10.0.0.5")).isEmpty();
    }

    /** Every peer can send the header of a proxy. */
    @Test
    void behindAProxyTheNameMustBeProved() {
        ConnectRequest proxied = new ConnectRequest("", null, "127.0.0.1", true, false, false, null, null, List.of());
        AnnounceRules rules = new AnnounceRules(config, true);
        for (String host : List.of("127.0.0.1", "10.0.0.5")) {
            Announcement announced = announced(host);
            assertThat(rules.refusal(proxied, announced, PeerIdentity.UNPROVED)).isPresent();
            assertThat(rules.refusal(proxied, announced, PROVED)).isEmpty();
        }
        assertThat(rules.refusal(proxied, announced("169.254.169.254"), PROVED)).isPresent();
        AnnounceRules ranges = new AnnounceRules(config.with(ConfigKeys.ANNOUNCE_RANGES, List.of("10.9.0.0/16")),
                true);
        assertThat(ranges.refusal(proxied, announced("10.9.1.1"), PROVED)).isEmpty();
        assertThat(ranges.refusal(proxied, announced("10.0.0.5"), PROVED)).as("ranges restrict it").isPresent();
    }

    /**
     * A server may not show where a handshake came from: then the peer counts as one behind a proxy where proofs are asked
     * for.
     */
    @Test
    void fromAnUnknownAddressTheNameMustBeProvedAndRangesHold() {
        ConnectRequest unknown = ConnectRequest.of("", null);
        PeerIdentity other = new PeerIdentity(null, NamespaceGlobs.of(List.of("payments*")), NamespaceGlobs.ALL,
                NamespaceGlobs.ALL, true, null, Long.MAX_VALUE);
        AnnounceRules rules = new AnnounceRules(config, true);
        assertThat(rules.refusal(unknown, announced("payments.example"), other)).isEmpty();
        PeerIdentity stranger = new PeerIdentity(null, NamespaceGlobs.NONE, NamespaceGlobs.NONE, NamespaceGlobs.NONE,
                false,
                null, Long.MAX_VALUE);
        for (String host : List.of("10.0.0.5", "127.0.0.1", "localhost", "payments.example")) {
            assertThat(rules.refusal(unknown, announced(host), PROVED)).as(host).isEmpty();
            assertThat(rules.refusal(unknown, announced(host), stranger)).as(host).isPresent();
        }
        AnnounceRules ranges = new AnnounceRules(config.with(ConfigKeys.ANNOUNCE_RANGES, List.of("10.9.0.0/16")),
                true);
        assertThat(ranges.refusal(unknown, announced("10.9.1.1"), PeerIdentity.UNPROVED)).isEmpty();
        assertThat(ranges.refusal(unknown, announced("10.0.0.5"), PROVED)).isPresent();
        for (String host : List.of("10.0.0.5", "127.0.0.1", "localhost")) {
            assertThat(ranges.refusal(unknown, announced(host), PeerIdentity.UNPROVED)).as(host).isPresent();
        }
        AnnounceRules names = new AnnounceRules(config.with(ConfigKeys.ANNOUNCE_NAMES, List.of("payments.example")),
                true);
        assertThat(names.refusal(unknown, announced("localhost"), PeerIdentity.UNPROVED)).isPresent();
    }

    @Test
    void aNodeTellsNobodyAndCaresForAddressesThatNobodyHasOnly() {
        AnnounceRules node = new AnnounceRules(config, false);
        assertThat(node.refusal(ConnectRequest.of("", null).from("10.0.0.5"), announced("10.0.0.6"),
                PeerIdentity.UNPROVED)).isEmpty();
        assertThat(node.refusal(ConnectRequest.of("", null).from("10.0.0.5"), announced("169.254.169.254"),
                PeerIdentity.UNPROVED)).isPresent();
        AnnounceRules restricted = new AnnounceRules(config.with(ConfigKeys.ANNOUNCE_RANGES, List.of("10.1.0.0/16")),
                false);
        assertThat(restricted.refusal(ConnectRequest.of("", null).from("10.0.0.5"), announced("10.0.0.6"),
                PeerIdentity.UNPROVED)).isPresent();
    }

    private static String refusal(MicroConfig config, String remote, String host) {
        return new AnnounceRules(config, true)
                .refusal(ConnectRequest.of("", null).from(remote), announced(host), PeerIdentity.UNPROVED)
                .map(ConnectRefusal::reason).orElse("");
    }

    private static Announcement announced(String host) {
        return Announcement.parse("/" + host + "/9000/payments", "v=1&id=a");
    }
}
