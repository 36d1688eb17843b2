package io.microcdi.internal.se;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.SystemTimer;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;

/** The WebSocket server of nodes in Java SE, with an endpoint that sends back what came: nodes refuse what is no frame. */
public final class EchoServer implements AutoCloseable {

    private static final int MAX_MESSAGE = 32 << 20;

    private final GrizzlyServer server;

    private EchoServer(GrizzlyServer server) {
        this.server = server;
    }

    /** Starts a server on a free port of the loopback address, at the path {@code /echo}. */
    public static EchoServer start() throws IOException, DeploymentException {
        LinkAcceptor none = (transport, path, query) -> {
            throw new IllegalStateException("no links here: " + path);
        };
        GrizzlyServer server = new GrizzlyServer("127.0.0.1", none, new OriginPolicy(List.of()),
                new HandshakeFilter(MicroConfig.defaults(), new SystemTimer(EchoServer::daemon, Runnable::run), none),
                0);
        server.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/echo").build());
        server.start("/", 0);
        return new EchoServer(server);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "timer of the echo server");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns the port. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.stop();
    }

    /** Sends back what came. */
    public static final class Echo extends Endpoint {

        /** Called by the server. */
        public Echo() {
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxTextMessageBufferSize(MAX_MESSAGE);
            session.setMaxBinaryMessageBufferSize(MAX_MESSAGE);
            session.addMessageHandler(new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String text) {
                    try {
                        session.getBasicRemote().sendText(text);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            session.addMessageHandler(new MessageHandler.Whole<ByteBuffer>() {
                @Override
                public void onMessage(ByteBuffer bytes) {
                    try {
                        session.getBasicRemote().sendBinary(bytes);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
        }
    }
}
