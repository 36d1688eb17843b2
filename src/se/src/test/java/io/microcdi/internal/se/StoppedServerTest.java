package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.SystemTimer;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.SessionOptions;
import io.microcdi.testing.TestTimer;
import io.microcdi.testing.support.Ports;

/** A stopped server leaves its port free. */
@Timeout(120)
class StoppedServerTest {

    private static final String LOOPBACK = "127.0.0.1";
    /** The selectors' threads close them, and the socket that listens last. */
    private static final int CONNECTIONS = 50;

    private final SystemTimer timer = new SystemTimer(Thread::new, Runnable::run);
    private final List<Socket> sockets = new ArrayList<>();

    @RepeatedTest(20)
    void itsPortIsFreeOnceItHasStopped() throws Exception {
        LinkAcceptor none = (transport, path, query) -> {
            throw new IllegalStateException("no links here: " + path);
        };
        GrizzlyServer server = new GrizzlyServer(LOOPBACK, none, new OriginPolicy(List.of()),
                new HandshakeFilter(MicroConfig.defaults(), timer, none), 0);
        // a port that the system gave could be that of a client of another program after the stop
        int port = Ports.free();
        server.start("/", port);
        for (int i = 0; i < CONNECTIONS; i++) {
            sockets.add(new Socket(LOOPBACK, port));
        }
        server.stop();
        new ServerSocket(port, 1, InetAddress.getByName(LOOPBACK)).close();
    }

    @Test
    void aServerThatFailsWhileItStartsLeavesItsPortFree() throws Exception {
        Timer broken = new TestTimer() {
            @Override
            public Alarm every(long nanos, Runnable action) {
                throw new IllegalStateException("expected by this test");
            }
        };
        int port = Ports.free();
        TyrusListener listener = new TyrusListener(LOOPBACK, port, MicroConfig.defaults());
        assertThatThrownBy(() -> listener.start((transport, path, query) -> null,
                SessionOptions.of(MicroConfig.defaults()), broken)).hasMessage("expected by this test");
        new ServerSocket(port, 1, InetAddress.getByName(LOOPBACK)).close();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        timer.close();
    }
}
