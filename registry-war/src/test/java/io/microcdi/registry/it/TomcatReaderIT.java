package io.microcdi.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.concurrent.ChannelThreads;
import io.microcdi.concurrent.SystemTimer;
import io.microcdi.concurrent.Threads;
import io.microcdi.config.MicroConfig;
import io.microcdi.link.Transport;
import io.microcdi.tls.ClientTls;
import io.microcdi.websocket.ClientContainer;
import io.microcdi.websocket.SessionOptions;
import io.microcdi.websocket.WebSocketDialer;

/** Which threads read what Tomcat's client has dialled, and what keeps them. */
@Timeout(60)
class TomcatReaderIT {

    /** Of which sockets take less than the {@link #MANY} that are sent. */
    private static final String MEBIBYTE = "x".repeat(1 << 20);
    private static final int MANY = 32;

    /** Each dial is another instance: none takes another's place. */
    private static final AtomicInteger PORTS = new AtomicInteger(9000);

    private static RegistryProcess registry;

    private final SystemTimer timer = new SystemTimer(Threads.daemon("timer", null));
    private final ChannelThreads channels = new ChannelThreads(Threads.daemon("reader", null), timer);
    private final WsWebSocketContainer client = new WsWebSocketContainer();

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start();
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    @AfterEach
    void end() {
        channels.close();
        timer.close();
    }

    @Test
    void ourThreadReads() throws Exception {
        assertThat(dial(true, true).pong()).isEqualTo("reader-1");
    }

    @Test
    void notWhereOthersDialByThatClientToo() throws Exception {
        assertThat(dial(false, true).pong()).startsWith("WebSocketClient");
    }

    @Test
    void notWhereItIsTurnedOff() throws Exception {
        assertThat(dial(true, false).pong()).startsWith("WebSocketClient");
    }

    @Test
    void itReadsAgainAfterTheNodeWasStartedAgain() throws Exception {
        dial(true, true).pong();
        channels.close();
        channels.open();
        assertThat(dial(true, true).pong()).startsWith("reader");
    }

    /** Tomcat's client waits where a socket takes no more, also on the thread that would be told that it does again. */
    @Test
    void aPeerThatDoesNotReadKeepsNobodyElse() throws Exception {
        try (SilentServer silent = new SilentServer()) {
            Peer kept = dial(url(silent.port()), true, new SessionOptions(1 << 20, true, true, channels));
            Peer other = dial(true, true);
            CompletableFuture<Void> sent = new CompletableFuture<>();
            other.onPong = () -> {
                for (int i = 0; i < MANY; i++) {
                    kept.transport.send(MEBIBYTE, failure -> {
                    });
                }
                sent.complete(null);
            };
            String keptThread = other.pong();
            Peer third = dial(true, true);
            assertThat(third.pong()).startsWith("reader").isNotEqualTo(keptThread);
            assertThat(sent).as("what its thread waits for").isNotDone();
        }
    }

    /** Each of its pieces would be sent on the stack of the last: three bytes a character, by a thread that has little of it. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aLargeMessageNeedsNoLargeStack(boolean ownFrames) throws Exception {
        Peer peer = dial(url(registry.port()), true, new SessionOptions(1 << 20, true, ownFrames, channels));
        CompletableFuture<Throwable> sent = new CompletableFuture<>();
        Thread sending = new Thread(null, () -> {
            try {
                peer.transport.send("世".repeat(1_000_000), sent::complete);
            } catch (StackOverflowError e) {
                sent.complete(e);
            }
        }, "small", 256 << 10);
        sending.start();
        assertThat(sent.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(peer.pong()).startsWith("reader");
    }

    private Peer dial(boolean own, boolean onIoThreads) throws IOException {
        return dial(url(registry.port()), own, new SessionOptions(1 << 20, onIoThreads, true, channels));
    }

    private static String url(int port) {
        return "ws://127.0.0.1:" + port + "/127.0.0.1/" + PORTS.incrementAndGet() + "/payments";
    }

    private Peer dial(String url, boolean own, SessionOptions options) throws IOException {
        Peer peer = new Peer();
        new WebSocketDialer(new ClientContainer(() -> client, own), options, Duration.ofSeconds(10),
                ClientTls.of(MicroConfig.defaults())).dial(URI.create(url), transport -> {
                    peer.transport = transport;
                    return peer;
                });
        return peer;
    }

    private static final class Peer extends Nobody {

        private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
        private volatile Transport transport;
        private volatile Runnable onPong = () -> {
        };

        /** The thread that reads what is answered to a ping. */
        String pong() throws IOException, InterruptedException {
            transport.ping();
            return pongs.poll(10, TimeUnit.SECONDS);
        }

        @Override
        public void alive() {
            pongs.add(Thread.currentThread().getName());
            onPong.run();
        }
    }
}
