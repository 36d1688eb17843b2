package io.microcdi.websocket;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.WebSocketContainer;

import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;
import io.microcdi.node.Dialer;
import io.microcdi.tls.ClientTls;
import io.microcdi.tls.TlsAttempt;
import io.microcdi.tls.TlsFailure;

/** Dials by the client container of the platform. Thread-safe. */
public final class WebSocketDialer implements Dialer {

    private final ClientContainer container;
    private final SessionOptions options;
    private final Duration connectTimeout;
    private final ClientTls tls;
    private final JettyTls jetty = new JettyTls();
    private final GrizzlyTls grizzly = new GrizzlyTls();
    private final ApplicationContext application = ApplicationContext.current();

    /**
     * A dialler.
     *
     * @param container what dials
     * @param options how sessions are used
     * @param connectTimeout how long a handshake may take
     * @param tls how {@code wss} addresses are dialled
     */
    public WebSocketDialer(ClientContainer container, SessionOptions options, Duration connectTimeout, ClientTls tls) {
        this.connectTimeout = connectTimeout;
        this.tls = tls;
        this.container = container;
        this.options = options;
    }

    @Override
    public void dial(URI url, Function<Transport, Receiver> opened) throws IOException {
        Optional<TlsAttempt> attempt = "wss".equals(url.getScheme()) ? Optional.of(tls.attempt(url.getHost()))
                : Optional.empty();
        ClientEndpointConfig.Builder builder = ClientEndpointConfig.Builder.create().configurator(new WithoutOrigin());
        attempt.ifPresent(secure -> builder.sslContext(secure.context()));
        ClientEndpointConfig config = builder.build();
        HandshakeTimeout.set(config, connectTimeout);
        try {
            WebSocketContainer client = container.container().get();
            HandshakeTimeout.set(client, connectTimeout);
            if (container.own() && options.onIoThreads()) {
                TomcatIoThreads.use(client, options.threads());
            }
            attempt.ifPresent(secure -> {
                jetty.give(client, secure.context());
                grizzly.allow(client);
            });
            client.connectToServer(new DiallingEndpoint(opened, options, application), config, url);
        } catch (DeploymentException | IOException e) {
            throw new IOException(attempt.flatMap(TlsAttempt::failure).or(() -> TlsFailure.explain(e))
                    .orElseGet(() -> rootMessage(e)), e);
        }
    }

    /** {@code Origin} tells of web pages; one client sends it as if it were one. */
    private static final class WithoutOrigin extends ClientEndpointConfig.Configurator {

        @Override
        public void beforeRequest(Map<String, List<String>> headers) {
            headers.keySet().removeIf("Origin"::equalsIgnoreCase);
        }
    }

    /** Containers wrap the reason, as "connection refused", in messages that say nothing. */
    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
