package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLogger.LOG;

import java.util.Optional;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.AdvertisedHost;
import io.microcdi.internal.address.ContextPath;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.discovery.AddressSource;
import io.microcdi.internal.server.HttpListener;

/**
 * Where others reach this application: what is configured; else where the server accepts HTTP, and where that is on all
 * addresses, the first address of this machine that is not loopback. Asked again until the server can tell.
 */
final class AdvertisedAddress implements AddressSource {

    private static final String TLS = "wss";

    private final Optional<String> host;
    private final Optional<Integer> port;
    private final Optional<String> path;
    private final Optional<String> scheme;
    private volatile WebAppInfo webApp;
    private volatile boolean secure;

    AdvertisedAddress(MicroConfig config, WebAppInfo webApp) {
        this.host = config.find(ConfigKeys.ADVERTISE_HOST);
        this.port = config.find(ConfigKeys.ADVERTISE_PORT);
        this.path = config.find(ConfigKeys.ADVERTISE_PATH);
        this.scheme = config.find(ConfigKeys.ADVERTISE_SCHEME);
        this.webApp = webApp;
    }

    /** Says in which web application the node is, once that is known. */
    void isIn(WebAppInfo application) {
        webApp = application;
    }

    @Override
    public InstanceKey find() {
        WebAppInfo application = webApp;
        boolean onlyTls = scheme.filter(TLS::equals).isPresent();
        boolean complete = host.isPresent() && port.isPresent() && scheme.isPresent();
        // a port that is configured may lead anywhere, so that any listener's host will do
        Optional<HttpListener> listener = complete ? Optional.empty()
                : application.listener(onlyTls && port.isEmpty());
        String advertisedHost = host.or(() -> listener.flatMap(HttpListener::specificHost))
                .or(AdvertisedHost::find).orElseThrow(LOG::noHost);
        int advertisedPort = port.or(() -> listener.map(HttpListener::port))
                .orElseThrow(onlyTls ? LOG::noTlsPort : LOG::noPort);
        secure = onlyTls || scheme.isEmpty() && listener.filter(HttpListener::secure).isPresent();
        return InstanceKey.of(advertisedHost, advertisedPort,
                ContextPath.normalize(path.orElse(application.contextPath())));
    }

    @Override
    public String scheme() {
        return secure ? TLS : "ws";
    }
}
