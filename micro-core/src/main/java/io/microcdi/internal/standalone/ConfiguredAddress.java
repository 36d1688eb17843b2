package io.microcdi.internal.standalone;

import java.util.Set;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.AdvertisedHost;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.discovery.AddressSource;

/**
 * The advertised address of a node with its own listener. Its host is the configured one, or else the host that the
 * node listens on, or else an address of this machine. Its port is the port that the node listens on.
 */
final class ConfiguredAddress implements AddressSource {

    private static final Set<String> ALL = Set.of(Listener.ALL_ADDRESSES, "::", "[::]", "0:0:0:0:0:0:0:0");

    private final MicroConfig config;
    private final String host;
    private volatile int listening;

    ConfiguredAddress(MicroConfig config, String host) {
        this.config = config;
        this.host = host;
    }

    void listensOn(int newPort) {
        listening = newPort;
    }

    @Override
    public InstanceKey find() {
        return InstanceKey.of(config.find(ConfigKeys.ADVERTISE_HOST).orElseGet(this::ownHost),
                config.find(ConfigKeys.ADVERTISE_PORT).orElse(listening),
                config.find(ConfigKeys.ADVERTISE_PATH).orElse(""));
    }

    private String ownHost() {
        return ALL.contains(host) ? AdvertisedHost.find().orElse("127.0.0.1") : host;
    }

    /** Returns the configured scheme. The node's own listener has no TLS, but a proxy in front of it may have it. */
    @Override
    public String scheme() {
        return config.find(ConfigKeys.ADVERTISE_SCHEME).orElse("ws");
    }
}
