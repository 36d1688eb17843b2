package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.IpRanges;

/** The addresses that a node dials because a registry told them. */
class DialRulesTest {

    private final MicroConfig remote = MicroConfig.defaults().with(ConfigKeys.REGISTRY_URL,
            List.of(URI.create("ws://203.0.113.1:8427")));

    @Test
    void linkLocalIsNeverDialled() {
        MicroConfig all = remote.with(ConfigKeys.DIAL_RANGES, List.of("0.0.0.0/0", "::/0"));
        for (String address : List.of("169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "::ffff:169.254.169.254")) {
            refused(all, "10.0.0.5", address, "never dialled");
            refused(remote, "127.0.0.1", address, "never dialled");
        }
    }

    @Test
    void loopbackIsDialledOnOneMachineOnly() {
        refused(remote, "10.0.0.5", "127.0.0.1", "loopback");
        refused(remote, null, "::1", "loopback");
        allowed(remote, "127.0.0.1", "127.0.0.1");
        allowed(remote, "localhost", "::1");
        MicroConfig local = remote.with(ConfigKeys.REGISTRY_URL,
                List.of(URI.create("ws://203.0.113.1:8427"), URI.create("ws://localhost:8427")));
        allowed(local, "10.0.0.5", "127.0.0.1");
        allowed(remote.with(ConfigKeys.DIAL_RANGES, List.of("127.0.0.0/8")), "10.0.0.5", "127.0.0.1");
    }

    @Test
    void rangesAreTheOnlyAddresses() {
        MicroConfig ranges = remote.with(ConfigKeys.DIAL_RANGES, List.of("10.1.0.0/16"));
        allowed(ranges, "10.1.0.1", "10.1.2.3");
        refused(ranges, "10.1.0.1", "10.2.2.3", "micro.security.dial-ranges");
        refused(ranges, "127.0.0.1", "127.0.0.1", "micro.security.dial-ranges");
        allowed(remote, "10.1.0.1", "10.2.2.3");
    }

    /** The configuration of a registry has the default of a node: a registry on this machine. */
    @Test
    void theRegistryOfTheConfigurationIsNoneOfARegistry() {
        assertThatThrownBy(() -> new DialRules(MicroConfig.defaults(), true, () -> "a.invalid")
                .check(IpRanges.literal("127.0.0.1").orElseThrow())).hasMessageContaining("loopback");
    }

    @Test
    void aRegistryDialsAnInstanceWhereItCameFrom() throws Exception {
        MicroConfig config = MicroConfig.defaults();
        registered(config, "203.0.113.9", "203.0.113.9", "203.0.113.9");
        registered(config, "agents.example", "203.0.113.9", "203.0.113.9");
        registered(config, "localhost", "127.0.0.1", "127.0.0.1");
        registered(config, "127.0.0.2", "127.0.0.1", "127.0.0.2");
        for (List<String> claim : List.of(List.of("agents.example", "203.0.113.9", "10.0.0.5"),
                List.of("agents.example", "203.0.113.9", "127.0.0.1"),
                List.of("agents.example", "127.0.0.1", "127.0.0.1"),
                List.of("agents.example", "127.0.0.1", "127.0.0.2"),
                List.of("localhost", "203.0.113.9", "127.0.0.1"))) {
            assertThatThrownBy(() -> registered(config, claim.get(0), claim.get(1), claim.get(2)))
                    .as("%s", claim).hasMessageContaining("from which it has registered");
        }
        assertThatThrownBy(() -> registered(config, "agents.example", "169.254.169.254", "169.254.169.254"))
                .hasMessageContaining("never dialled");
    }

    @Test
    void aRegistryDialsWhatTheConfigurationNamesToo() throws Exception {
        MicroConfig ranges = MicroConfig.defaults().with(ConfigKeys.ANNOUNCE_RANGES, List.of("10.0.0.0/8"));
        registered(ranges, "10.0.0.5", "203.0.113.9", "10.0.0.5");
        MicroConfig names = MicroConfig.defaults().with(ConfigKeys.ANNOUNCE_NAMES, List.of("*.example"));
        for (String host : List.of("agents.example", "agents.example.", "Agents.example")) {
            registered(names, host, "203.0.113.9", "10.0.0.5");
            registered(MicroConfig.defaults().with(ConfigKeys.ANNOUNCE_NAMES, List.of("*.Example.")), host,
                    "203.0.113.9", "10.0.0.5");
        }
        assertThatThrownBy(() -> registered(names, "agents.example", "203.0.113.9", "127.0.0.1"))
                .hasMessageContaining("loopback");
        MicroConfig dialled = ranges.with(ConfigKeys.DIAL_RANGES, List.of("10.1.0.0/16"));
        registered(dialled, "10.1.0.5", "203.0.113.9", "10.1.0.5");
        assertThatThrownBy(() -> registered(dialled, "10.0.0.5", "203.0.113.9", "10.0.0.5"))
                .hasMessageContaining("micro.security.dial-ranges");
    }

    private static void registered(MicroConfig config, String host, String remote, String address) throws Exception {
        new DialRules(config, true, () -> "a.invalid").checkRegistered(IpRanges.literal(address).orElseThrow(), host,
                remote);
    }

    private static void allowed(MicroConfig config, String own, String address) {
        assertThatCode(() -> check(config, own, address)).doesNotThrowAnyException();
    }

    private static void refused(MicroConfig config, String own, String address, String why) {
        assertThatThrownBy(() -> check(config, own, address)).hasMessageContaining(why);
    }

    private static void check(MicroConfig config, String own, String address) throws Exception {
        new DialRules(config, false, () -> own).check(IpRanges.literal(address).orElseThrow());
    }
}
