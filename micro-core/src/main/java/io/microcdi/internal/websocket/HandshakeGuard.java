package io.microcdi.internal.websocket;

import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.microcdi.internal.concurrent.Timer;

/**
 * Ends a handshake whose answer is not an upgrade. The JDK's client collects the body of such an answer without a
 * bound, and its own timeout covers only the headers. A peer that never ends its body could therefore fill the heap. A
 * cookie handler is the only hook of the client between headers and body. This one neither stores nor sends cookies.
 * Thread-safe.
 */
final class HandshakeGuard extends CookieHandler {

    /** The cure if a port for TLS answers a handshake without TLS. Servers do so with status 400, if they answer at all. */
    static final String EXPECTS_TLS = ": use wss if that port expects TLS";

    private static final String LENGTH = "Content-Length";
    /** The largest body, in bytes. The error page of a server is smaller. */
    private static final long MAX_BODY = 16 << 10;
    /**
     * The number of checks on the client's executor before the guard ends a handshake whose headers announce an
     * upgrade. The client completes a real upgrade long before the last check. The guard counts checks, and not time,
     * because a process that was paused or has no processor runs none.
     */
    private static final int CHECKS = 10;
    private static final long CHECK_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /**
     * The number of {@linkplain #run tasks} that may follow the headers of an upgrade before its handshake is complete,
     * without those of links. A task reads 48 KB or less. A handshake has fewer than ten tasks.
     */
    private static final int MAX_TASKS = 256;
    /** The number of tasks that each other handshake in progress may have meanwhile. */
    private static final int MAX_TASKS_OF_OTHERS = 32;

    /** The smallest part in which the client sends a text, in characters: 16 KB in UTF-8, rounded down. */
    private static final int PART = 4 << 10;

    /** Whether the task of a thread was the work of a link. It has a value only during a task. */
    private static final ThreadLocal<boolean[]> OF_LINK = new ThreadLocal<>();

    private final Timer timer;
    private final Executor executor;
    private final Map<String, Set<Consumer<IOException>>> handshakes = new ConcurrentHashMap<>();
    /** The handshakes whose headers announced an upgrade, and that may not be complete. */
    private final Set<Upgrade> upgrades = ConcurrentHashMap.newKeySet();
    private final AtomicLong tasks = new AtomicLong();
    /** The tasks that the messages of links may need in addition, because they are sent in parts. */
    private final AtomicLong parts = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    /**
     * Handshakes whose answer has the headers of an upgrade.
     *
     * @param tasks the number of tasks until the headers came
     * @param parts the number of parts until the headers came
     * @param ended the number of handshakes that had ended when the headers came
     */
    private record Upgrade(String key, Set<Consumer<IOException>> ends, long tasks, long parts, long ended) {
    }

    /**
     * Makes a guard.
     *
     * @param executor the executor of the client
     */
    HandshakeGuard(Timer timer, Executor executor) {
        this.timer = timer;
        this.executor = executor;
    }

    /**
     * Watches a handshake until {@link #forget}. A dial that was given up is watched on, because its answer may still
     * come.
     *
     * @param end ends the handshake. It has no effect on an ended handshake
     */
    void watch(URI url, Consumer<IOException> end) {
        started.incrementAndGet();
        handshakes.computeIfAbsent(key(url), k -> ConcurrentHashMap.newKeySet()).add(end);
    }

    /** Ends the watch over a handshake: its socket is open, or it has failed. */
    void forget(URI url, Consumer<IOException> end) {
        handshakes.computeIfPresent(key(url), (k, all) -> {
            if (all.remove(end)) {
                ended.incrementAndGet();
            }
            return all.isEmpty() ? null : all;
        });
    }

    /**
     * Runs a task of a client for {@code ws} on this thread, which selects the client's sockets. Such a client has a task
     * for each read of a handshake. So many tasks after the headers of an upgrade are the reads of a body that is not part
     * of one: the status is another one than 101, which a cookie handler cannot see. The tasks of links do not count: on a
     * busy node there are thousands before the thread that completes a handshake gets a processor.
     */
    void run(Runnable task) {
        if (upgrades.isEmpty()) {
            task.run();
            return;
        }
        if (isOfLink(task)) {
            return;
        }
        long count = tasks.incrementAndGet();
        upgrades.removeIf(upgrade -> {
            long others = started.get() - upgrade.ended;
            boolean body = count - upgrade.tasks > MAX_TASKS + MAX_TASKS_OF_OTHERS * others + parts.get()
                    - upgrade.parts;
            if (body && isWatched(upgrade)) {
                end(upgrade.ends, "answered the handshake with the headers of an upgrade, and a body");
            }
            return body;
        });
    }

    /** Runs a task, and returns whether a link {@linkplain #linkWorks worked} in it. */
    private boolean isOfLink(Runnable task) {
        boolean[] mark = new boolean[1];
        OF_LINK.set(mark);
        try {
            task.run();
        } finally {
            OF_LINK.remove();
        }
        return mark[0];
    }

    /** Called by a link that hands a message over, or has sent one: the task of this thread is not one of a handshake. */
    void linkWorks() {
        if (!upgrades.isEmpty()) {
            boolean[] mark = OF_LINK.get();
            if (mark != null) {
                mark[0] = true;
            }
        }
    }

    /** Called by a link that sends a message. The client sends a long one in parts, with a task for each if the peer is slow. */
    void linkSends(int length) {
        if (length > PART) {
            parts.addAndGet(length / PART);
        }
    }

    private boolean isWatched(Upgrade upgrade) {
        return !Collections.disjoint(handshakes.getOrDefault(upgrade.key, Set.of()), upgrade.ends);
    }

    /**
     * Returns the key of a handshake. The client uses the scheme {@code http} when {@code ws} is dialled, so the scheme
     * is not compared.
     */
    private static String key(URI url) {
        return url.toString().substring(url.getScheme().length());
    }

    @Override
    public Map<String, List<String>> get(URI url, Map<String, List<String>> requestHeaders) {
        return Map.of();
    }

    @Override
    public void put(URI url, Map<String, List<String>> responseHeaders) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(responseHeaders);
        // simultaneous handshakes with one address cannot be distinguished, but they have the same other end
        Set<Consumer<IOException>> ends = Set.copyOf(handshakes.getOrDefault(key(url), Set.of()));
        if (headers.containsKey("Sec-WebSocket-Accept") && names(headers, "Upgrade", "websocket")
                && names(headers, "Connection", "upgrade")) {
            Upgrade upgrade = new Upgrade(key(url), ends, tasks.get(), parts.get(), ended.get());
            upgrades.add(upgrade);
            endLater(upgrade, CHECKS);
        } else if (!isShort(headers.get(LENGTH))) {
            // do not throw: the client would fail the handshake and leave its socket open
            end(ends, "answered the handshake with something else than an upgrade, and a body that is long or has no"
                    + " given length" + ("http".equals(url.getScheme()) ? EXPECTS_TLS : ""));
        }
    }

    private static void end(Set<Consumer<IOException>> ends, String reason) {
        IOException refused = new IOException(reason);
        ends.forEach(end -> end.accept(refused));
    }

    private void endLater(Upgrade upgrade, int checks) {
        if (!isWatched(upgrade)) {
            upgrades.remove(upgrade);
        } else if (checks == 0) {
            upgrades.remove(upgrade);
            // usually the status is another one and the body has no end, but this end may be the slow one
            end(upgrade.ends, "Connection timeout: the WebSocket handshake timed out "
                    + CHECKS * CHECK_INTERVAL_NANOS / 1_000_000
                    + " ms after the headers of an upgrade, and its answer did not end");
        } else {
            timer.after(CHECK_INTERVAL_NANOS, () -> executor.execute(() -> endLater(upgrade, checks - 1)));
        }
    }

    private static boolean names(Map<String, List<String>> headers, String header, String word) {
        return headers.getOrDefault(header, List.of()).toString().toLowerCase(Locale.ROOT).contains(word);
    }

    private static boolean isShort(List<String> length) {
        return length != null && length.size() == 1 && length.get(0).matches("\\d{1,6}")
                && Long.parseLong(length.get(0)) <= MAX_BODY;
    }
}
