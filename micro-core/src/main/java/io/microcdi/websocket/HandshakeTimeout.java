package io.microcdi.websocket;

import java.time.Duration;
import java.util.Map;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.WebSocketContainer;

import org.jboss.logging.Logger;

/**
 * Tells client containers how long a handshake may take, for which the standard has no word: each has a name of its own,
 * and takes no notice of the others'. Without it a peer that accepts and never answers holds a thread for up to half a
 * minute.
 */
final class HandshakeTimeout {

    private static final Logger LOG = Logger.getLogger(HandshakeTimeout.class);

    private static final String TOMCAT = "org.apache.tomcat.websocket.IO_TIMEOUT_MS";
    private static final String UNDERTOW = "io.undertow.websocket.CONNECT_TIMEOUT";
    private static final String TYRUS = "org.glassfish.tyrus.client.ClientManager.ContainerTimeout";

    private HandshakeTimeout() {
    }

    static void set(ClientEndpointConfig config, Duration timeout) {
        config.getUserProperties().put(TOMCAT, Long.toString(timeout.toMillis()));
        config.getUserProperties().put(UNDERTOW, (int) Math.max(1, timeout.toSeconds()));
    }

    /** Tyrus has it in the properties of its container, whose class an application may not see. */
    @SuppressWarnings("unchecked") // as it is declared there
    static void set(WebSocketContainer container, Duration timeout) {
        if (container.getClass().getName().startsWith("org.glassfish.tyrus.client.")) {
            try {
                ((Map<String, Object>) container.getClass().getMethod("getProperties").invoke(container)).put(TYRUS,
                        (int) timeout.toMillis());
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "%s takes no timeout of handshakes", container);
            }
        }
    }
}
