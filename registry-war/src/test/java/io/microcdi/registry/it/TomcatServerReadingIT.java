package io.microcdi.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.concurrent.ChannelThreads;
import io.microcdi.concurrent.SystemTimer;
import io.microcdi.concurrent.Threads;
import io.microcdi.websocket.SessionOptions;

/** Which threads read the sockets of Tomcat's server, that all of it arrives, and how sessions end. */
@Timeout(60)
class TomcatServerReadingIT {

    private static final String CONNECT = "/127.0.0.1/9000/payments";
    private static final String NIO = "HTTP/1.1";
    private static final String NIO2 = "org.apache.coyote.http11.Http11Nio2Protocol";

    /** A masked ping with as much in it as fits. */
    private static final int[] PING = Arrays.copyOf(new int[] { 0x89, 0x80 | 125 }, 2 + 4 + 125);

    /** Of which sockets take fewer than this. */
    private static final int MANY_PINGS = 200_000;

    @TempDir
    private Path directory;
    private final SystemTimer timer = new SystemTimer(Threads.daemon("timer", null));
    private final List<Thread> readers = new CopyOnWriteArrayList<>();
    private final ThreadFactory daemons = Threads.daemon("reader", null);
    private final ChannelThreads channels = new ChannelThreads(this::reader, timer);
    private final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();
    private final List<Reader> opened = new ArrayList<>();
    private NodeTomcat server;

    @AfterEach
    void stop() throws Exception {
        for (Reader each : opened) {
            each.close();
        }
        server.close();
        channels.close();
        timer.close();
    }

    @Test
    void ourThreadReads() throws Exception {
        start(NIO, true);
        Reader first = connect();
        Reader second = connect();
        assertThat(whoReads(first, accepted.take())).isEqualTo("reader-1");
        assertThat(whoReads(second, accepted.take())).isEqualTo("reader-1");
    }

    @Test
    void notWhereItIsTurnedOff() throws Exception {
        start(NIO, false);
        assertThat(whoReads(connect(), accepted.take())).startsWith("http-nio-");
    }

    @Test
    void notWhereTheConnectorHasNothingToSelect() throws Exception {
        start(NIO2, true);
        Reader client = connect();
        Peer node = accepted.take();
        assertThat(whoReads(client, node)).startsWith("http-nio2-");
        assertThat(whoReads(client, node)).startsWith("http-nio2-");
    }

    @Test
    void notWhereThereAreNoThreads() throws Exception {
        channels.close();
        start(NIO, true);
        assertThat(whoReads(connect(), accepted.take())).startsWith("http-nio-");
    }

    @Test
    void itReadsAgainAfterTheNodeWasStartedAgain() throws Exception {
        start(NIO, true);
        whoReads(connect(), accepted.take());
        channels.close();
        channels.open();
        assertThat(whoReads(connect(), accepted.take())).startsWith("reader");
    }

    /** As for the answer to the close frame of a node that has ended. */
    @Test
    void whatIsOpenAtTheEndIsReadByTomcatAgain() throws Exception {
        start(NIO, true);
        Reader client = connect();
        Peer node = accepted.take();
        assertThat(whoReads(client, node)).startsWith("reader");
        channels.close();
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(whoReads(client, node)).startsWith("http-nio-");
        assertThat(whoReads(client, node)).startsWith("http-nio-");
    }

    @Test
    void largeMessagesAndPartsOfThem() throws Exception {
        start(NIO, true);
        Reader client = connect();
        Peer node = accepted.take();
        for (int length : new int[] { 0, 125, 126, 8_191, 8_192, 8_193, 65_536, 1_000_000 }) {
            client.text("x".repeat(length), true);
            assertThat(node.next()).hasSize(length);
        }
        client.text("one, ", false);
        client.ping("between").get(10, TimeUnit.SECONDS);
        assertThat(client.nextPong()).isEqualTo("between");
        client.text("two", true);
        assertThat(node.next()).isEqualTo("one, two");
    }

    @Test
    void theClientCloses() throws Exception {
        start(NIO, true);
        Reader client = connect();
        Peer node = accepted.take();
        whoReads(client, node);
        client.leave(4001, "enough");
        assertThat(node.end()).isEqualTo("4001 enough");
        assertThat(client.end()).startsWith("4001");
        assertThat(node.hasEnded()).isFalse();
    }

    @Test
    void thenItsConnectionIsEnded() throws Exception {
        start(NIO, true);
        try (RawSocket client = RawSocket.handshake(server.port(), CONNECT, "")) {
            Peer node = accepted.take();
            client.write(0x88, 0x80 | 2, 0, 0, 0, 0, 4001 >> 8, 4001 & 0xff);
            assertThat(client.closeCode()).isEqualTo(4001);
            assertThat(client.isEnded()).isTrue();
            assertThat(node.end()).startsWith("4001");
        }
        server.awaitNothing();
    }

    @Test
    void theNodeCloses() throws Exception {
        start(NIO, true);
        Reader client = connect();
        Peer node = accepted.take();
        whoReads(client, node);
        node.transport().close(1001, "stopping");
        assertThat(client.end()).isEqualTo("1001 stopping");
        assertThat(node.end()).startsWith("1001");
        assertThat(node.hasEnded()).isFalse();
    }

    @Test
    void theClientIsGone() throws Exception {
        start(NIO, true);
        Reader client = connect();
        Peer node = accepted.take();
        whoReads(client, node);
        client.close();
        assertThat(node.end()).startsWith("1006");
        assertThat(node.hasEnded()).isFalse();
        server.awaitNothing();
    }

    @Test
    void whatIsNoFrameEndsTheSessionAndTheConnection() throws Exception {
        start(NIO, true);
        try (RawSocket client = RawSocket.handshake(server.port(), CONNECT, "")) {
            Peer node = accepted.take();
            // not masked
            client.write(0x81, 0x01, 'a');
            assertThat(client.closeCode()).isEqualTo(1002);
            assertThat(client.isEnded()).isTrue();
            assertThat(node.end()).startsWith("1002");
        }
        server.awaitNothing();
    }

    /** What comes right behind the handshake may be read with it. */
    @ParameterizedTest
    @ValueSource(ints = { 1, 50 })
    void theFirstFrameComesWithTheHandshake(int times) throws Exception {
        start(NIO, true);
        for (int i = 0; i < times; i++) {
            try (RawSocket client = RawSocket.handshake(server.port(), CONNECT, "", 0x81, 0x81, 0, 0, 0, 0, 'a')) {
                assertThat(client.status()).isEqualTo(101);
                assertThat(accepted.take().next()).isEqualTo("a");
            }
        }
    }

    /** Its pongs cannot be written any more, and Tomcat waits for that. */
    @Test
    void aPeerThatPingsAndDoesNotReadKeepsNobodyElse() throws Exception {
        start(NIO, true);
        Reader other = connect();
        Peer node = accepted.take();
        String first = whoReads(other, node);
        RawSocket silent = RawSocket.handshake(server.port(), CONNECT, "");
        Peer kept = accepted.take();
        Thread pings = new Thread(() -> {
            try {
                for (int i = 0; i < MANY_PINGS; i++) {
                    silent.write(PING);
                }
            } catch (IOException ended) {
                // with the test
            }
        });
        pings.start();
        String now = first;
        while (now.equals(first) && pings.isAlive()) {
            now = whoReads(other, node);
        }
        assertThat(now).startsWith("reader").isNotEqualTo(first);
        assertThat(kept.hasEnded()).isFalse();
        silent.close();
        assertThat(kept.end()).startsWith("1006");
        pings.join();
    }

    private Thread reader(Runnable task) {
        Thread thread = daemons.newThread(task);
        readers.add(thread);
        return thread;
    }

    private void start(String connector, boolean onIoThreads) throws Exception {
        server = new NodeTomcat(directory, connector, (transport, path, query) -> {
            Peer peer = new Peer();
            accepted.add(peer);
            return peer.opened(transport);
        }, new SessionOptions(16 << 20, onIoThreads, true, channels));
    }

    private Reader connect() {
        Reader client = new Reader(server.url());
        opened.add(client);
        client.read();
        return client;
    }

    private static String whoReads(Reader client, Peer node) throws InterruptedException {
        client.text("a", true);
        assertThat(node.next()).isEqualTo("a");
        return node.reader();
    }
}
