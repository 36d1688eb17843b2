package io.microcdi.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.TestTimer;

/** With real sockets, and a timer that the tests turn. */
@Timeout(30)
class PollingGroupTest {

    private final TestTimer timer = new TestTimer();
    private final MadeThreads made = new MadeThreads();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();
    private ServerSocket server;
    private PollingGroup polling;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        polling = new PollingGroup(made, timer);
        awaitStandingBy();
    }

    @AfterEach
    void allThreadsEnd() throws IOException {
        letGo.countDown();
        polling.close();
        made.awaitEnd();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void oneThreadCompletesEverything() throws Exception {
        assertThat(whoCompletes(50)).hasSize(1);
    }

    @Test
    void whileACompletionWaitsAnotherThreadCompletes() throws Exception {
        AsynchronousSocketChannel other = connect();
        Socket end = sockets.get(0);
        Thread kept = keepOne();
        CompletableFuture<Thread> next = reading(other);
        end.getOutputStream().write(1);
        isMissed();
        assertThat(next).succeedsWithin(Duration.ofSeconds(10)).isNotEqualTo(kept);
    }

    @Test
    void asManyMayWaitAsStandBy() throws Exception {
        for (int i = 0; i < PollingGroup.STANDING_BY; i++) {
            keepOne();
            isMissed();
        }
        assertThat(completion()).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void asLongAsItAnswersNobodyElseIsNeeded() throws Exception {
        Set<Thread> first = whoCompletes(1);
        for (int i = 0; i < 10; i++) {
            look();
            awaitAnswer();
        }
        assertThat(whoCompletes(50)).isEqualTo(first);
    }

    @Test
    void afterAWhileOfCalmOneThreadIsEnoughAgain() throws Exception {
        keepOne();
        isMissed();
        letGo.countDown();
        assertThat(polling.standingBy()).isEqualTo(PollingGroup.STANDING_BY - 1);
        for (int i = 0; i < PollingGroup.CALM; i++) {
            look();
            awaitAnswer();
        }
        awaitStandingBy();
        assertThat(whoCompletes(50)).hasSize(1);
    }

    @Test
    void aChannelThatIsOpenAtTheEndIsClosed() throws Exception {
        AsynchronousSocketChannel channel = connect();
        CompletableFuture<Thread> reading = reading(channel);
        polling.close();
        assertThat(reading).failsWithin(Duration.ofSeconds(10));
        assertThat(channel.isOpen()).isFalse();
    }

    /** It is asked whether it is there, and the next time has not answered. */
    private void isMissed() {
        look();
        look();
        awaitAnswer();
    }

    private void look() {
        timer.advance(Duration.ofNanos(PollingGroup.PAUSE));
    }

    private void awaitAnswer() {
        while (!polling.hasAnswered()) {
            Thread.yield();
        }
    }

    private void awaitStandingBy() {
        while (polling.standingBy() < PollingGroup.STANDING_BY) {
            Thread.yield();
        }
    }

    private Thread keepOne() throws Exception {
        CompletableFuture<Thread> kept = reading(connect(), () -> {
            try {
                letGo.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        write();
        return kept.get(10, TimeUnit.SECONDS);
    }

    private Set<Thread> whoCompletes(int times) throws Exception {
        List<CompletableFuture<Thread>> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(completion());
        }
        return all.stream().map(CompletableFuture::join).collect(Collectors.toSet());
    }

    private CompletableFuture<Thread> completion() throws Exception {
        CompletableFuture<Thread> completed = reading(connect());
        write();
        return completed;
    }

    private void write() throws IOException {
        sockets.get(sockets.size() - 1).getOutputStream().write(1);
    }

    private AsynchronousSocketChannel connect() throws Exception {
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(polling.group());
        Future<Void> connected = channel.connect(server.getLocalSocketAddress());
        sockets.add(server.accept());
        connected.get(10, TimeUnit.SECONDS);
        return channel;
    }

    private static CompletableFuture<Thread> reading(AsynchronousSocketChannel channel) {
        return reading(channel, () -> {
        });
    }

    /** By whom a read is completed, and what that thread does then. */
    private static CompletableFuture<Thread> reading(AsynchronousSocketChannel channel, Runnable then) {
        CompletableFuture<Thread> completed = new CompletableFuture<>();
        channel.read(ByteBuffer.allocate(1), null, new CompletionHandler<Integer, Void>() {

            @Override
            public void completed(Integer count, Void nothing) {
                completed.complete(Thread.currentThread());
                then.run();
            }

            @Override
            public void failed(Throwable cause, Void nothing) {
                completed.completeExceptionally(cause);
            }
        });
        return completed;
    }
}
