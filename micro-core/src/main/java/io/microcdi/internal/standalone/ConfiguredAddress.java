package io.microcdi.internal.standalone;

import java.util.Set;

import org.jspecify.annotations.Nullable;

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
    private final @Nullable String host;
    private volatile int listening;

    /**
     * Makes an address.
     *
     * @param host the address that the program has chosen to listen on; {@code null} if it has chosen none
     */
    ConfiguredAddress(MicroConfig config, @Nullable String host) {
        this.config = config;
        this.host = host != null ? host : config.find(ConfigKeys.LISTEN_ADDRESS).orElse(null);
    }

    /**
     * Returns the address to listen on. By default it is the advertised one, so that a node is reached where it says and
     * nowhere else.
     */
    String toListenOn() {
        return host != null ? host : advertisedHost();
    }

    void listensOn(int newPort) {
        listening = newPort;
    }

    @Override
    public InstanceKey find() {
        return InstanceKey.of(advertisedHost(),
                config.find(ConfigKeys.ADVERTISE_PORT).orElse(listening),
                config.find(ConfigKeys.ADVERTISE_PATH).orElse(""));
    }

    private String advertisedHost() {
        return config.find(ConfigKeys.ADVERTISE_HOST).orElseGet(this::ownHost);
    }

    private String ownHost() {
        return host == null || ALL.contains(host) ? AdvertisedHost.find().orElse("127.0.0.1") : host;
    }

    /** Returns the configured scheme. The node's own listener has no TLS, but a proxy in front of it may have it. */
    @Override
    public String scheme() {
        return config.find(ConfigKeys.ADVERTISE_SCHEME).orElse("ws");
    }
}
