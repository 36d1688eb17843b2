package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.TestTimer;

/** When a handshake is ended whose headers announce an upgrade, and whose end does not come. */
class HandshakeGuardTest {

    private static final URI URL = URI.create("ws://10.0.0.5:9000/10.0.0.6/9000/orders");
    private static final URI OTHER = URI.create("ws://10.0.0.7:9000/10.0.0.6/9000/orders");
    private static final Map<String, List<String>> UPGRADE = Map.of("Sec-WebSocket-Accept", List.of("x"), "upgrade",
            List.of("WebSocket"), "Connection", List.of("keep-alive, Upgrade"));

    private final TestTimer timer = new TestTimer();
    private final Deque<Runnable> work = new ArrayDeque<>();
    private boolean isBusy;
    private final HandshakeGuard guard = new HandshakeGuard(timer, task -> {
        if (isBusy) {
            work.add(task);
        } else {
            task.run();
        }
    });
    private final List<IOException> ends = new ArrayList<>();
    private final Consumer<IOException> end = ends::add;

    @Test
    void aHandshakeWithoutItsEndIsEndedAfterASecond() {
        begin();
        timer.advanceMillis(999);
        assertThat(ends).isEmpty();
        timer.advanceMillis(1);
        assertThat(ends).singleElement().asString().contains("Connection timeout").contains("1000 ms");
    }

    @Test
    void aHandshakeThatHasCompletedIsNotWatchedAnyMore() {
        begin();
        guard.forget(URL, end);
        timer.advance(Duration.ofSeconds(5));
        assertThat(ends).isEmpty();
        assertThat(timer.alarms()).isZero();
    }

    @Test
    void aProcessThatWasPausedHasTimeToCompleteItsHandshakes() {
        begin();
        timer.skip(Duration.ofSeconds(20));
        timer.advanceMillis(10);
        assertThat(ends).isEmpty();
    }

    @Test
    void workOfTheClientThatWaitsEndsNoHandshake() {
        isBusy = true;
        begin();
        timer.advance(Duration.ofSeconds(20));
        assertThat(ends).isEmpty();
        isBusy = false;
        work.forEach(Runnable::run);
        timer.advance(Duration.ofSeconds(1));
        assertThat(ends).hasSize(1);
    }

    @Test
    void manyTasksOfTheClientAfterTheHeadersEndTheHandshake() {
        begin();
        run(200);
        assertThat(ends).isEmpty();
        run(200);
        assertThat(ends).singleElement().asString().contains("and a body");
    }

    @Test
    void theTasksOfOtherHandshakesEndNone() {
        begin();
        for (int i = 0; i < 1_000; i++) {
            Consumer<IOException> other = failure -> {
            };
            guard.watch(OTHER, other);
            run(10);
            guard.put(OTHER, UPGRADE);
            guard.forget(OTHER, other);
        }
        assertThat(ends).isEmpty();
    }

    @Test
    void theTasksOfLinksEndNone() {
        begin();
        for (int i = 0; i < 10_000; i++) {
            guard.run(guard::linkWorks);
        }
        guard.linkSends(64 << 20);
        run(10_000);
        assertThat(ends).isEmpty();
    }

    @Test
    void tasksEndNoHandshakeThatHasCompleted() {
        begin();
        guard.forget(URL, end);
        run(10_000);
        assertThat(ends).isEmpty();
    }

    private void run(int tasks) {
        for (int i = 0; i < tasks; i++) {
            guard.run(() -> {
            });
        }
    }

    private void begin() {
        guard.watch(URL, end);
        guard.put(URL, UPGRADE);
    }
}
