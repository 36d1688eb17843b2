package io.microcdi.bench.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import io.microcdi.bench.memory.Rounds;
import io.microcdi.internal.registry.EngineRegistry;

/** A registry whose instances are sockets, as many as processes would have, on Tyrus on Grizzly. */
public final class SocketsRate implements AutoCloseable {

    private static final int ROUNDS = 7;
    private static final Duration ROUND = Duration.ofSeconds(1);
    /** So many ask before the first is given the time to read its answer. */
    private static final int AT_ONCE = 250;
    private static final int BUFFER = 512;

    private final List<WebSocketClient> sockets = new ArrayList<>();
    private int id;
    private int turn;

    private SocketsRate(int port, int count, IntFunction<String> path) throws IOException {
        for (int i = 0; i < count; i++) {
            sockets.add(new WebSocketClient(port, path.apply(i), BUFFER));
        }
        // an instance that got its answer is registered
        askAll(count);
    }

    /** Finds a second that one more link asks for, by what they are where only one socket is registered. */
    public static double ofOneLink(int sockets) throws Exception {
        try (Registered many = new Registered(sockets); Registered one = new Registered(1)) {
            return Rounds.ratio(ROUNDS, many::perSecond, one::perSecond);
        }
    }

    /** Finds a second where all of them ask, by echoes of the same text from as many sockets of the same server. */
    public static double byEchoes(int sockets) throws Exception {
        try (EchoServer echo = new EchoServer();
                SocketsRate echoed = new SocketsRate(echo.listen(), sockets, i -> EchoServer.PATH);
                Registered found = new Registered(sockets)) {
            return Rounds.ratio(ROUNDS, found.sockets::perSecond, echoed::perSecond);
        }
    }

    private double perSecond() throws IOException {
        long begun = System.nanoTime();
        long answers = 0;
        while (System.nanoTime() - begun < ROUND.toNanos()) {
            answers += askAll(AT_ONCE);
        }
        return answers * 1e9 / (System.nanoTime() - begun);
    }

    /** The next so many ask, and are answered. */
    private int askAll(int count) throws IOException {
        List<WebSocketClient> asking = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asking.add(sockets.get(turn++ % sockets.size()));
        }
        for (WebSocketClient socket : asking) {
            ByteArrayOutputStream question = new ByteArrayOutputStream();
            WebSocketClient.append(PipelinedClient.question(id++), question);
            socket.write(question);
        }
        for (WebSocketClient socket : asking) {
            socket.readMessage();
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        for (WebSocketClient socket : sockets) {
            socket.close();
        }
    }

    /** A registry, its instances, and one link besides them. */
    private static final class Registered implements AutoCloseable {

        private final EngineRegistry registry = Registries.listening();
        private final SocketsRate sockets;
        private final PipelinedClient asker;

        Registered(int count) throws IOException {
            int port = Registries.port(registry);
            sockets = new SocketsRate(port, count, i -> "/" + Registries.host(i) + "/9000/" + Registries.NAMESPACE);
            if (registry.instances() != count) {
                throw new IllegalStateException(registry.instances() + " sockets of " + count + " are registered");
            }
            asker = new PipelinedClient(port, LinkRate.ASKER);
        }

        double perSecond() throws IOException {
            return asker.perSecond(ROUND);
        }

        @Override
        public void close() throws IOException {
            asker.close();
            sockets.close();
            registry.stop();
        }
    }
}
