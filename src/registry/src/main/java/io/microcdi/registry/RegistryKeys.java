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

    /** A node that sends no heartbeat for this time is taken out, and its link is closed. */
    public static final ConfigKey<Duration> HEARTBEAT_TIMEOUT = new ConfigKey<>(
            "micro.registry-server.heartbeat-timeout", ValueType.duration(ofMillis(1), ofHours(24)), "20s");

    /**
     * If more than this share of at least ten instances falls silent within one heartbeat timeout although their links
     * are open, then the registry waits before it takes them out: the network is probably at fault. {@code 100} for no
     * such wait.
     */
    public static final ConfigKey<Integer> MAX_EVICTED_PERCENT = new ConfigKey<>(
            "micro.registry-server.max-evicted-percent", ValueType.integer(1, 100), "15");

    /** The longest time for which the registry waits before it takes many silent nodes out. */
    public static final ConfigKey<Duration> MAX_EVICTION_DELAY = new ConfigKey<>(
            "micro.registry-server.max-eviction-delay", ValueType.duration(ofMillis(1), ofHours(24)), "60s");

    /** How many namespaces there may be; a node with one more is closed with 1013. */
    public static final ConfigKey<Integer> MAX_NAMESPACES = new ConfigKey<>("micro.registry-server.max-namespaces",
            ValueType.integer(1, 10_000_000), "10000");

    /**
     * How many instances there may be in all; one more is closed with 1013. Also how many links, unless
     * {@code micro.max-links} says otherwise.
     */
    public static final ConfigKey<Integer> MAX_INSTANCES = new ConfigKey<>("micro.registry-server.max-instances",
            ValueType.integer(1, 10_000_000), "100000");

    /**
     * How many namespaces one link may watch; one more is answered 429. All watches count as what the registry holds
     * for its peers ({@code micro.max-buffered-size}), 1 KB and the name each.
     */
    public static final ConfigKey<Integer> MAX_WATCHES = new ConfigKey<>("micro.registry-server.max-watches",
            ValueType.integer(1, 1_000_000), "1000");

    /** All, in the order of the reference. */
    public static final List<ConfigKey<?>> ALL = List.of(SWEEP_INTERVAL, HEARTBEAT_TIMEOUT,
            MAX_EVICTED_PERCENT, MAX_EVICTION_DELAY, MAX_NAMESPACES, MAX_INSTANCES, MAX_WATCHES);

    private RegistryKeys() {
    }
}
