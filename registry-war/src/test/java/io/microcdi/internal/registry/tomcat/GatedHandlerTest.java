package io.microcdi.internal.registry.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatedHandlerTest {

    private static final int BUFFER_BYTES = 1024;
    private static final String REQUEST = "GET / HTTP/1.1\r\n\r\n";
    private static final String HANDSHAKE = "GET /127.0.0.1/9001/shop?v=1 HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HandshakeGate<SocketWrapperBase<NioChannel>> gate = new HandshakeGate<>(System::nanoTime, 1, 1, 10,
            TimeUnit.MILLISECONDS.toNanos(100));
    private final BoundedEndpoint endpoint = new BoundedEndpoint(TimeUnit.SECONDS.toNanos(1), 10, 0, gate);
    private final GatedHandler handler = gated(new Requests(null, 0));

    private GatedHandler gated(Requests requests) {
        endpoint.setHandler(requests);
        return (GatedHandler) endpoint.getHandler();
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    /** A loop survives any {@code Throwable} of one connection. */
    @Test
    void aRefusalThatFailsLeavesNoOtherHandshakeWaiting() throws Exception {
        endpoint.setUtilityExecutor(timer);
        assertThat(handler.tryBegin()).isEqualTo(HandshakeGate.BEGINS);
        try (Connection failing = new Connection(endpoint, true); Connection other = new Connection(endpoint, false)) {
            assertThat(handler.process(failing, SocketEvent.OPEN_READ)).isEqualTo(SocketState.LONG);
            assertThat(handler.process(other, SocketEvent.OPEN_READ)).isEqualTo(SocketState.LONG);
            assertThat(other.answer.get(30, TimeUnit.SECONDS)).startsWith("HTTP/1.1 503").contains("Retry-After: ");
            assertThat(failing.ended).isCompleted();
            other.ended.get(30, TimeUnit.SECONDS);
        }
        // and the ticks go on
        try (Connection later = new Connection(endpoint, false)) {
            assertThat(handler.process(later, SocketEvent.OPEN_READ)).isEqualTo(SocketState.LONG);
            assertThat(later.answer.get(30, TimeUnit.SECONDS)).startsWith("HTTP/1.1 503");
        }
    }

    /** Otherwise clients that read no answers would keep all threads of the server. */
    @Test
    void aThreadWaitsForASocketForAMomentOnly() throws Exception {
        try (Connection connection = new Connection(endpoint, REQUEST)) {
            connection.setWriteTimeout(endpoint.getConnectionTimeout());
            gated(new Requests(SocketState.OPEN, 100)).process(connection,
                    SocketEvent.OPEN_READ);
            assertThat(connection.getWriteTimeout()).isEqualTo(100);
        }
    }

    /** It never waits for the socket, so that its client may read slowly. */
    @Test
    void aListenerOfWritesHasTheWholeTime() throws Exception {
        try (Connection connection = new Connection(endpoint, REQUEST)) {
            gated(new Requests(SocketState.LONG, 100)).process(connection,
                    SocketEvent.OPEN_READ);
            assertThat(connection.getWriteTimeout()).as("a waiting handshake may be answered by a thread")
                    .isEqualTo(100);
            gated(new Requests(SocketState.LONG, endpoint.getConnectionTimeout()))
                    .process(connection, SocketEvent.OPEN_WRITE);
            assertThat(connection.getWriteTimeout()).isEqualTo(endpoint.getConnectionTimeout());
        }
    }

    /** Tomcat serves it in the same call in which it writes the end of the answer before it. */
    @Test
    void aRequestBehindALongAnswerWaitsForAMomentOnly() throws Exception {
        AtomicReference<GatedHandler> serving = new AtomicReference<>();
        serving.set(gated(new Requests(SocketState.OPEN, endpoint.getConnectionTimeout(), connection -> {
            serving.get().serves(false);
            assertThat(connection.getWriteTimeout()).isEqualTo(100);
        })));
        try (Connection connection = new Connection(endpoint, REQUEST)) {
            assertThat(serving.get().process(connection, SocketEvent.OPEN_WRITE)).isEqualTo(SocketState.OPEN);
            assertThat(connection.getWriteTimeout()).isEqualTo(100);
        }
    }

    /** Tomcat adds the processor to those that wait after another thread has closed the link. */
    @Test
    void theProcessorOfALinkThatIsClosedMeanwhileIsForgotten() throws Exception {
        List<Processor> forgotten = new ArrayList<>();
        endpoint.whenForgotten(forgotten::add);
        Processor upgraded = upgraded();
        try (Connection connection = new Connection(endpoint, REQUEST)) {
            GatedHandler serving = gated(new Requests(SocketState.UPGRADED, 100));
            connection.setWriteTimeout(100);
            connection.setCurrentProcessor(upgraded);
            serving.process(connection, SocketEvent.OPEN_READ);
            assertThat(forgotten).as("the link is open").isEmpty();
            connection.isClosed = true;
            serving.process(connection, SocketEvent.OPEN_READ);
            assertThat(forgotten).containsExactly(upgraded);
        }
    }

    /** The acceptor asks for the networks of all connections, and others end some of them meanwhile. */
    @Test
    void aConnectionThatIsClosedHasNoNetwork() throws Exception {
        try (SocketChannel channel = SocketChannel.open()) {
            NioSocketWrapper closed = new NioSocketWrapper(
                    new NioChannel(new SocketBufferHandler(BUFFER_BYTES, BUFFER_BYTES, false)), endpoint);
            closed.getSocket().reset(channel, closed);
            assertThat(channel.isOpen()).isTrue();
            closed.close();
            assertThat(channel.isOpen()).isFalse();
            assertThat(GatedHandler.network(closed)).isNull();
        }
    }

    private static Processor upgraded() {
        return (Processor) Proxy.newProxyInstance(Processor.class.getClassLoader(), new Class<?>[] { Processor.class },
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isUpgrade" -> true;
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "an upgraded processor";
                    default -> throw new AssertionError(method);
                });
    }

    /** A connection on which a request has come. */
    private static final class Connection extends NioSocketWrapper implements AutoCloseable {

        private final CompletableFuture<String> answer = new CompletableFuture<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final ByteBuffer request;
        private final SocketChannel channel;
        private final boolean fails;
        private volatile boolean isClosed;

        Connection(BoundedEndpoint endpoint, boolean fails) throws IOException {
            this(endpoint, HANDSHAKE, fails);
        }

        Connection(BoundedEndpoint endpoint, String request) throws IOException {
            this(endpoint, request, false);
        }

        private Connection(BoundedEndpoint endpoint, String request, boolean fails) throws IOException {
            super(new NioChannel(new SocketBufferHandler(BUFFER_BYTES, BUFFER_BYTES, false)), endpoint);
            this.channel = SocketChannel.open();
            this.request = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            this.fails = fails;
            getSocket().reset(channel, this);
        }

        @Override
        public int read(boolean block, ByteBuffer to) {
            int length = request.remaining();
            to.put(request);
            return length;
        }

        @Override
        public boolean flush(boolean block) {
            if (fails) {
                throw new AssertionError("a write that fails, as by a fault of the server");
            }
            getSocketBufferHandler().configureWriteBufferForRead();
            answer.complete(StandardCharsets.US_ASCII.decode(getSocketBufferHandler().getWriteBuffer()).toString());
            return false;
        }

        @Override
        public boolean isClosed() {
            return isClosed;
        }

        @Override
        public void close() {
            ended.complete(null);
            try {
                channel.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /**
     * Serves requests.
     *
     * @param state what it answers
     * @param writeTimeout the timeout that it must find
     * @param work what it does then
     */
    private record Requests(SocketState state, int writeTimeout, Consumer<SocketWrapperBase<NioChannel>> work)
            implements
                Handler<NioChannel> {

        Requests(SocketState state, int writeTimeout) {
            this(state, writeTimeout, connection -> {
                // it does nothing
            });
        }

        @Override
        public SocketState process(SocketWrapperBase<NioChannel> wrapper, SocketEvent event) {
            assertThat(state).as("a handshake that waits is no request").isNotNull();
            assertThat(wrapper.getWriteTimeout()).isEqualTo(writeTimeout);
            work.accept(wrapper);
            return state;
        }

        @Override
        public Object getGlobal() {
            return this;
        }

        @Override
        public void release(SocketWrapperBase<NioChannel> wrapper) {
            // it has none
        }

        @Override
        public void pause() {
            // it serves none
        }

        @Override
        public void recycle() {
            // it keeps none
        }
    }
}
