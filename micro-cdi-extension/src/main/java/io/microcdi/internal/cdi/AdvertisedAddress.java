package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.util.Optional;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.AdvertisedHost;
import io.microcdi.internal.address.ContextPath;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.discovery.AddressSource;
import io.microcdi.internal.server.HttpListener;

/**
 * The advertised address of this application. It is the configured address, or else the address of the server's HTTP
 * listener. If the listener is bound to all addresses, it is the first address of this machine that is not loopback.
 * The node asks again until the server knows its listener.
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

    /** Sets the web application of the node when it is known. */
    void isIn(WebAppInfo application) {
        webApp = application;
    }

    @Override
    public InstanceKey find() {
        WebAppInfo application = webApp;
        boolean onlyTls = scheme.filter(TLS::equals).isPresent();
        boolean complete = host.isPresent() && port.isPresent() && scheme.isPresent();
        // a configured port may be that of any proxy, so the host of any listener can be used
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
