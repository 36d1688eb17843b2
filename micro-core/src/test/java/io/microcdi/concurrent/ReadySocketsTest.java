package io.microcdi.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.TestTimer;

/** With real sockets, and a timer that the tests turn. */
@Timeout(30)
class ReadySocketsTest {

    private static final Duration PAUSE = Duration.ofNanos(ReadySockets.PAUSE);

    private final TestTimer timer = new TestTimer();
    private final MadeThreads made = new MadeThreads();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final List<Socket> all = new ArrayList<>();
    private ServerSocketChannel server;
    private ReadySockets sockets;

    @BeforeEach
    void open() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        sockets = new ReadySockets(made, timer);
    }

    @AfterEach
    void allThreadsEnd() throws IOException {
        letGo.countDown();
        sockets.close();
        made.awaitEnd();
        server.close();
        for (Socket socket : all) {
            socket.close();
        }
    }

    @Test
    void oneThreadTellsOfAll() throws Exception {
        for (int i = 0; i < 20; i++) {
            connect();
        }
        Set<Thread> told = all.stream().map(Socket::told).collect(Collectors.toSet());
        assertThat(told).hasSize(1).doesNotContain(Thread.currentThread());
        for (Socket socket : all) {
            assertThat(socket.exchange('a')).isEqualTo('a');
            assertThat(socket.exchange('b')).isEqualTo('b');
        }
        assertThat(made.count()).isOne();
    }

    @Test
    void whoReadsLittleIsToldAgain() throws Exception {
        Socket socket = connect();
        socket.write('a', 'b', 'c');
        assertThat(List.of(socket.next(), socket.next(), socket.next())).containsExactly((int) 'a', (int) 'b',
                (int) 'c');
    }

    @Test
    void whatHasEndedIsToldOnce() throws Exception {
        Socket ended = connect();
        Socket other = connect();
        ended.far.close();
        assertThat(ended.next()).isEqualTo(-1);
        assertThat(other.exchange('a')).isEqualTo('a');
        assertThat(ended.read).isEmpty();
    }

    @Test
    void whileOneWaitsAnotherThreadTells() throws Exception {
        Socket other = connect();
        Socket waiting = connectWaiting();
        other.write('a');
        assertThat(other.read).isEmpty();
        isMissed();
        assertThat(other.next()).isEqualTo('a');
        assertThat(other.told()).isNotEqualTo(waiting.told());
        assertThat(waiting.read).as("what only the thread that waits has to do with").isEmpty();
    }

    @Test
    void anyNumberMayWait() throws Exception {
        for (int i = 0; i < 5; i++) {
            connectWaiting();
            isMissed();
        }
        assertThat(connect().exchange('a')).isEqualTo('a');
        assertThat(made.count()).isEqualTo(6);
    }

    @Test
    void whatWasWaitedForIsToldOfAgainByTheOther() throws Exception {
        Socket waiting = connectWaiting();
        Thread first = waiting.told();
        isMissed();
        letGo.countDown();
        assertThat(waiting.next()).isEqualTo('w');
        assertThat(waiting.exchange('a')).isEqualTo('a');
        assertThat(waiting.told()).isNotEqualTo(first);
        first.join(10_000);
        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void whatEndsWhileItIsWaitedForIsForgotten() throws Exception {
        Socket waiting = connectWaiting();
        isMissed();
        waiting.far.close();
        letGo.countDown();
        assertThat(waiting.next()).isEqualTo('w');
        assertThat(waiting.next()).isEqualTo(-1);
        assertThat(connect().exchange('a')).isEqualTo('a');
        assertThat(waiting.read).isEmpty();
    }

    @Test
    void whoComesBackInTimeIsNotReplaced() throws Exception {
        Socket socket = connect();
        for (int i = 0; i < 10; i++) {
            assertThat(socket.exchange('a')).isEqualTo('a');
            timer.advance(PAUSE);
        }
        assertThat(made.count()).isOne();
    }

    /** It is at something else than the last time, that is. */
    @Test
    void norWhoWaitsOnlyNow() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        connectWaiting(first);
        timer.advance(PAUSE);
        first.countDown();
        connectWaiting(letGo);
        timer.advance(PAUSE);
        assertThat(made.count()).isOne();
        timer.advance(PAUSE);
        assertThat(made.count()).isEqualTo(2);
    }

    @Test
    void atTheEndAllAreGivenBack() throws Exception {
        Socket socket = connect();
        Socket ended = connect();
        ended.far.close();
        assertThat(ended.next()).isEqualTo(-1);
        sockets.close();
        assertThat(socket.givenBack).succeedsWithin(Duration.ofSeconds(10));
        made.awaitEnd();
        assertThat(ended.givenBack).isNotDone();
        assertThat(socket.near.isRegistered()).isFalse();
        assertThat(socket.near.isOpen()).isTrue();
    }

    @Test
    void alsoWhatCameWhileTheThreadWaited() throws Exception {
        Socket waiting = connectWaiting();
        Socket late = add(new Socket(null));
        sockets.close();
        letGo.countDown();
        assertThat(waiting.givenBack).succeedsWithin(Duration.ofSeconds(10));
        assertThat(late.givenBack).succeedsWithin(Duration.ofSeconds(10));
    }

    /** It is looked at, and the next time is still at the same. */
    private void isMissed() {
        timer.advance(PAUSE);
        timer.advance(PAUSE);
    }

    private Socket connect() throws Exception {
        Socket socket = add(new Socket(null));
        socket.told();
        return socket;
    }

    /** One that keeps the thread that tells of it. */
    private Socket connectWaiting() throws Exception {
        return connectWaiting(letGo);
    }

    private Socket connectWaiting(CountDownLatch until) throws Exception {
        Socket socket = new Socket(until);
        socket.write('w');
        add(socket).told();
        return socket;
    }

    private Socket add(Socket socket) {
        all.add(socket);
        sockets.add(socket.near, socket);
        return socket;
    }

    /** Reads one byte whenever it is told. */
    private final class Socket implements ReadySocket {

        private final SocketChannel far = SocketChannel.open(server.getLocalAddress());
        private final SocketChannel near = server.accept();
        private final BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
        private final CompletableFuture<Thread> first = new CompletableFuture<>();
        private final CompletableFuture<Void> givenBack = new CompletableFuture<>();
        private final CountDownLatch waitedFor;
        private volatile Thread last;

        Socket(CountDownLatch waitedFor) throws IOException {
            this.waitedFor = waitedFor;
            near.configureBlocking(false);
        }

        @Override
        public boolean read() {
            last = Thread.currentThread();
            first.complete(last);
            try {
                if (waitedFor != null) {
                    waitedFor.await();
                }
                ByteBuffer one = ByteBuffer.allocate(1);
                int count = near.read(one);
                if (count != 0) {
                    read.add(count < 0 ? count : (int) one.get(0));
                }
                return count >= 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void giveBack() {
            givenBack.complete(null);
        }

        /** By whom it was told last; waits until it has been once. */
        Thread told() {
            first.orTimeout(10, TimeUnit.SECONDS).join();
            return last;
        }

        void write(int... bytes) throws IOException {
            for (int next : bytes) {
                far.write(ByteBuffer.wrap(new byte[] { (byte) next }));
            }
        }

        int exchange(int sent) throws Exception {
            write(sent);
            return next();
        }

        int next() throws InterruptedException {
            Integer next = read.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("a byte").isNotNull();
            return next;
        }

        void close() throws IOException {
            far.close();
            near.close();
        }
    }
}
