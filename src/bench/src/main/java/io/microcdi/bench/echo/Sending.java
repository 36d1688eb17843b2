package io.microcdi.bench.echo;

import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;

/** How messages are sent, on both sides. */
public enum Sending {
    /** One after the other, on any server. */
    AWAITED("echo", EchoEndpoint.class) {
        @Override
        SendQueue queue(Session session) {
            return new AwaitingQueue(session, NOTHING);
        }
    },
    /** As fast as they come, where the server allows it. */
    UNAWAITED("echo-unawaited", EchoEndpoint.Unawaited.class) {
        @Override
        SendQueue queue(Session session) {
            return new UnawaitedQueue(session, NOTHING);
        }
    },
    /** With {@code setBatchingAllowed}, flushed by the thread that sent the last message. */
    BATCHING("echo-batching", EchoEndpoint.Batching.class) {
        @Override
        SendQueue queue(Session session) {
            return Batching.queue(session, Batching.allow(session));
        }
    },
    /** With it, flushed by another thread. */
    BATCHING_THREAD("echo-batching-thread", EchoEndpoint.BatchingThread.class) {
        @Override
        SendQueue queue(Session session) {
            return Batching.queue(session, new FlushingThread(Batching.allow(session)));
        }
    };

    private static final Runnable NOTHING = () -> {
        // each message has gone by itself
    };

    private final String contender;
    private final Class<? extends EchoEndpoint> endpoint;

    Sending(String contender, Class<? extends EchoEndpoint> endpoint) {
        this.contender = contender;
        this.endpoint = endpoint;
    }

    abstract SendQueue queue(Session session);

    /** The name in the table. */
    public String contender() {
        return contender;
    }

    /** The setting that a server gets for it. */
    public ServerEndpointConfig config() {
        return ServerEndpointConfig.Builder.create(endpoint, path()).build();
    }

    /** Where the endpoint is, below the application's path. */
    public String path() {
        return "/raw-" + contender;
    }
}
