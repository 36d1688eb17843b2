package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.websocket.ContainerProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.MicroConfig;
import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;
import io.microcdi.standalone.TyrusListener;
import io.microcdi.tls.ClientTls;
import io.microcdi.websocket.ClientContainer;
import io.microcdi.websocket.SessionOptions;
import io.microcdi.websocket.WebSocketDialer;

/** Who makes the frames makes no difference: a client of Tyrus and a server of Tyrus, each with its own frames or with ours. */
@Timeout(60)
class OwnFramesTest {

    /** A length is in one byte up to 125, in two more up to 65,535, else in eight. */
    private static final List<String> MESSAGES = Stream.concat(Stream.of("", "Grüße, 世界, \uD83D\uDE00"),
            IntStream.of(1, 7, 8, 124, 125, 126, 127, 65_535, 65_536, 500_000).mapToObj("x"::repeat)).toList();

    private final TyrusListener listener = new TyrusListener(0, List.of());
    private final Peer accepted = new Peer();
    private final Peer dialled = new Peer();

    @AfterEach
    void stop() {
        listener.stop();
    }

    @ParameterizedTest
    @CsvSource({ "true, true", "true, false", "false, true", "false, false" })
    void allArrivesBothWays(boolean server, boolean client) throws Exception {
        int port = listener.start((transport, path, query) -> accepted.opened(transport), options(server));
        dialer(client).dial(URI.create("ws://127.0.0.1:" + port + "/127.0.0.1/9000/payments"), dialled::opened);
        assertThat(accepted.transport().takesSeveral()).isEqualTo(server);
        assertThat(dialled.transport().takesSeveral()).isEqualTo(client);

        exchange();
        for (Peer peer : List.of(accepted, dialled)) {
            peer.transport().enableReceivingBinary();
            peer.transport().enableSendingBinary();
        }
        exchange();
    }

    private void exchange() throws Exception {
        arrives(dialled, accepted);
        arrives(accepted, dialled);
    }

    private static void arrives(Peer from, Peer to) throws Exception {
        for (String message : MESSAGES) {
            CompletableFuture<Throwable> sent = new CompletableFuture<>();
            from.transport().send(message, sent::complete);
            assertThat(to.next()).isEqualTo(message);
            assertThat(sent.get(10, TimeUnit.SECONDS)).isNull();
        }
        if (from.transport().takesSeveral()) {
            CompletableFuture<Throwable> sent = new CompletableFuture<>();
            from.transport().send(MESSAGES, sent::complete);
            for (String message : MESSAGES) {
                assertThat(to.next()).isEqualTo(message);
            }
            assertThat(sent.get(10, TimeUnit.SECONDS)).isNull();
        }
    }

    private WebSocketDialer dialer(boolean ownFrames) {
        return new WebSocketDialer(new ClientContainer(ContainerProvider::getWebSocketContainer, true),
                options(ownFrames), Duration.ofSeconds(10), ClientTls.of(MicroConfig.defaults()));
    }

    private static SessionOptions options(boolean ownFrames) {
        return new SessionOptions(1 << 20, true, ownFrames, null);
    }

    private static final class Peer implements Receiver {

        private final CompletableFuture<Transport> transport = new CompletableFuture<>();
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        private Peer opened(Transport opened) {
            transport.complete(opened);
            return this;
        }

        private Transport transport() throws Exception {
            return transport.get(10, TimeUnit.SECONDS);
        }

        private String next() throws InterruptedException {
            return texts.poll(10, TimeUnit.SECONDS);
        }

        @Override
        public void text(String message) {
            texts.add(message);
        }

        @Override
        public void alive() {
            // nobody is asked
        }

        @Override
        public void refuse(int code, String reason) {
            throw new AssertionError(code + " " + reason);
        }

        @Override
        public void closed(int code, String reason) {
            // at the end of each test
        }
    }
}
