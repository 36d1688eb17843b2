package io.microcdi.registry;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;

import java.time.Duration;
import java.util.List;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ValueType;

/** The registry's own settings, beside those of every node. */
public final class RegistryKeys {

    /** How often the registry looks for silent nodes. */
    public static final ConfigKey<Duration> SWEEP_INTERVAL = new ConfigKey<>("micro.registry-server.sweep-interval",
            ValueType.duration(ofMillis(1), ofHours(1)), "1s");

    /** If a node sends no heartbeat for this time, the registry removes it and closes its link. */
    public static final ConfigKey<Duration> HEARTBEAT_TIMEOUT = new ConfigKey<>(
            "micro.registry-server.heartbeat-timeout", ValueType.duration(ofMillis(1), ofHours(24)), "20s");

    /**
     * The largest part of the instances, in percent, that the registry evicts at once. If more of them fall silent
     * within one heartbeat timeout while their links are open, the network is probably at fault, and the registry waits
     * before it evicts them. The bound applies from ten instances on. {@code 100} sets no bound.
     */
    public static final ConfigKey<Integer> MAX_EVICTED_PERCENT = new ConfigKey<>(
            "micro.registry-server.max-evicted-percent", ValueType.integer(1, 100), "15");

    /** The longest time for which the registry waits before it evicts many silent nodes. */
    public static final ConfigKey<Duration> MAX_EVICTION_DELAY = new ConfigKey<>(
            "micro.registry-server.max-eviction-delay", ValueType.duration(ofMillis(1), ofHours(24)), "60s");

    /** The largest number of namespaces. A node with a further namespace is closed with 1013. */
    public static final ConfigKey<Integer> MAX_NAMESPACES = new ConfigKey<>("micro.registry-server.max-namespaces",
            ValueType.integer(1, 10_000_000), "10000");

    /**
     * The largest number of instances in all. Further instances are closed with 1013. Also the largest number of links,
     * unless {@code micro.max-links} says otherwise.
     */
    public static final ConfigKey<Integer> MAX_INSTANCES = new ConfigKey<>("micro.registry-server.max-instances",
            ValueType.integer(1, 10_000_000), "100000");

    /**
     * The largest number of namespaces that one link may watch. Further watches get 429. All watches count as what the
     * registry holds for its peers ({@code micro.max-buffered-size}), 1 KB and the name each.
     */
    public static final ConfigKey<Integer> MAX_WATCHES = new ConfigKey<>("micro.registry-server.max-watches",
            ValueType.integer(1, 1_000_000), "1000");

    /**
     * The registries of the cluster: {@code host:port} of each, this one among them, separated by commas; or
     * {@code dns:} and a name that the name service knows with the addresses of all, for example
     * {@code dns:registry-headless}. The port is that of the cluster; 7800 where none is said. Without this key the
     * registry is alone.
     */
    public static final ConfigKey<String> CLUSTER_MEMBERS = new ConfigKey<>("micro.registry-server.cluster.members",
            ValueType.matching("dns:NAME, dns:NAME:PORT, or HOST:PORT of each registry, separated by commas",
                    "dns:[A-Za-z0-9._-]+(:[0-9]{1,5})?|[^\\s,:]+(:[0-9]{1,5})?(\\s*,\\s*[^\\s,:]+(:[0-9]{1,5})?)*"),
            null);

    /**
     * The address of this machine on which the registry listens for the other registries, without the port; never all
     * addresses. By default the one of {@code micro.registry-server.cluster.members} that is an address of this
     * machine; with {@code dns:} the address of the machine's name.
     */
    public static final ConfigKey<String> CLUSTER_HOST = new ConfigKey<>("micro.registry-server.cluster.host",
            ValueType.HOST, null);

    /**
     * The port on which the registry listens for the other registries; the next one detects failures. By default the port
     * that {@code micro.registry-server.cluster.members} has for this machine, else 7800.
     */
    public static final ConfigKey<Integer> CLUSTER_PORT = new ConfigKey<>("micro.registry-server.cluster.port",
            ValueType.integer(1, 65534), null);

    /** The name of the cluster. Registries with other names do not join it. */
    public static final ConfigKey<String> CLUSTER_NAME = new ConfigKey<>("micro.registry-server.cluster.name",
            ValueType.matching("1 to 64 letters, digits, or . _ -", "[A-Za-z0-9._-]{1,64}"), "micro");

    /**
     * The secret of the cluster, of at least 16 characters: only registries that know it can join, and what they send each
     * other is encrypted. Necessary unless all registries are on this machine.
     */
    public static final ConfigKey<String> CLUSTER_SECRET = new ConfigKey<>("micro.registry-server.cluster.secret",
            ValueType.SECRET, null);

    /**
     * A file with the secret of the cluster in its only line, instead of {@code micro.registry-server.cluster.secret}.
     * It is read once, at the start.
     */
    public static final ConfigKey<String> CLUSTER_SECRET_FILE = new ConfigKey<>(
            "micro.registry-server.cluster.secret-file", ValueType.TEXT, null);

    /**
     * Where the other registries of the cluster dial this one to call its instances for the gateway. By default the
     * address of {@code micro.registry-server.cluster.host} and the port of the registry, if it runs by itself.
     */
    public static final ConfigKey<String> CLUSTER_URL = new ConfigKey<>("micro.registry-server.cluster.url",
            ValueType.matching("a registry's address, for example ws://10.0.0.1:8427", "wss?://[^\\s@?#]+"), null);

    /** How long the instances of a registry that is lost are still found, until they have registered elsewhere. */
    public static final ConfigKey<Duration> CLUSTER_ORPHAN_TIMEOUT = new ConfigKey<>(
            "micro.registry-server.cluster.orphan-timeout", ValueType.duration(ofMillis(1), ofHours(1)), "20s");

    /** All, in the order of the reference. */
    public static final List<ConfigKey<?>> ALL = List.of(SWEEP_INTERVAL, HEARTBEAT_TIMEOUT,
            MAX_EVICTED_PERCENT, MAX_EVICTION_DELAY, MAX_NAMESPACES, MAX_INSTANCES, MAX_WATCHES,
            CLUSTER_MEMBERS, CLUSTER_HOST, CLUSTER_PORT, CLUSTER_NAME, CLUSTER_SECRET, CLUSTER_SECRET_FILE,
            CLUSTER_URL, CLUSTER_ORPHAN_TIMEOUT);

    private RegistryKeys() {
    }
}
