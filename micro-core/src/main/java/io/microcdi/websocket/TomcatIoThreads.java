package io.microcdi.websocket;

import jakarta.websocket.WebSocketContainer;

import org.jboss.logging.Logger;

import io.microcdi.concurrent.ChannelThreads;

/**
 * Has Tomcat's client open its channels in a group of ours, which wakes one thread for what has been read where Tomcat's
 * own, common to the whole server, wakes two.
 */
final class TomcatIoThreads {

    private static final Logger LOG = Logger.getLogger(TomcatIoThreads.class);
    private static final String CLIENT = "org.apache.tomcat.websocket.WsWebSocketContainer";
    private static final String GROUP = "asynchronousChannelGroup";

    private TomcatIoThreads() {
    }

    /**
     * For what a container dials from now on.
     *
     * @param client nobody else's; without access everything works, only slower
     */
    static void use(WebSocketContainer client, ChannelThreads threads) {
        if (client.getClass().getName().equals(CLIENT)) {
            try {
                Fields.field(client.getClass(), GROUP).set(client, threads.group());
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "Tomcat's client reads by its own threads");
            }
        }
    }
}
