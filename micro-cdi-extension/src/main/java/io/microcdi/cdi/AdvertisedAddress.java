package io.microcdi.cdi;

import static io.microcdi.cdi.CdiLogger.LOG;

import java.util.Optional;

import io.microcdi.address.ContextPath;
import io.microcdi.address.InstanceKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.discovery.AddressSource;
import io.microcdi.server.AdvertisedHost;
import io.microcdi.server.HttpListener;

/**
 * Where others reach this application: what is configured; else where the server accepts HTTP, and where that is on all
 * addresses, the first address of this machine that is not loopback. Asked again until the server can tell.
 */
final class AdvertisedAddress implements AddressSource {

    private final Optional<String> host;
    private final Optional<Integer> port;
    private final Optional<String> path;
    private volatile Surroundings surroundings;
    private volatile boolean secure;

    AdvertisedAddress(MicroConfig config, Surroundings surroundings) {
        this.host = config.find(ConfigKeys.ADVERTISE_HOST);
        this.port = config.find(ConfigKeys.ADVERTISE_PORT);
        this.path = config.find(ConfigKeys.ADVERTISE_PATH);
        this.surroundings = surroundings;
    }

    /** Says in which web application the node is, once that is known. */
    void isIn(Surroundings application) {
        surroundings = application;
    }

    @Override
    public InstanceKey find() {
        Surroundings application = surroundings;
        Optional<HttpListener> listener = host.isPresent() && port.isPresent() ? Optional.empty()
                : application.listener();
        String advertisedHost = host.or(() -> listener.flatMap(HttpListener::specificHost))
                .or(AdvertisedHost::find).orElseThrow(LOG::noHost);
        int advertisedPort = port.or(() -> listener.map(HttpListener::port)).orElseThrow(LOG::noPort);
        secure = listener.map(HttpListener::secure).orElse(false);
        return InstanceKey.of(advertisedHost, advertisedPort,
                ContextPath.normalize(path.orElse(application.contextPath())));
    }

    @Override
    public String scheme() {
        return secure ? "wss" : "ws";
    }
}
