package io.microcdi.internal.discovery;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.concurrent.Causes;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.BusyServerException;
import io.microcdi.internal.node.CallStatistics;
import io.microcdi.internal.node.ForbiddenHandshakeException;
import io.microcdi.internal.node.LinkObserver;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.JsonText;

/**
 * The link to one registry. The open link is the node's registration there, as long as heartbeats follow, which this
 * class sends. If the link is lost, the connection dials again after a random pause, so that not all nodes return at
 * the same instant.
 */
final class RegistryConnection implements LinkObserver {

    /**
     * The longest pause between two attempts, unless the first pause is longer. All nodes are back within this time after a
     * long absence of the registry. The registry itself spreads their handshakes over time.
     */
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final int MAX_DOUBLINGS = 16;
    /** The longest pause before a registry takes the place of another one of its cluster. */
    private static final long TAKE_OVER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String PATH = "path";
    /** The pause between two warnings for the same reason. */
    private static final long WARN_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_WARNINGS = 5;

    private final URI url;
    private final Node node;
    private final JoinSettings settings;
    private final RegistryObserver observer;
    private final Runnable watchAgain;
    private final ClusterLinkSelector clusters;
    private final RegistryVisit visit;
    private volatile Link link;
    /**
     * Completes when the first attempt after a start, or the one to take the place of another registry, has succeeded or
     * failed. It is complete if no attempt was started.
     */
    private volatile CompletableFuture<Void> firstAttempt = CompletableFuture.completedFuture(null);
    /** The link on which the server has proved to be a registry. */
    private volatile Link joined;
    /** The lease of the last registration since the start; empty if there was none. */
    private volatile String lease = "";
    private boolean running;
    /**
     * The number of the current start. Attempts from before a stop compare it, so that they do nothing after the next
     * start.
     */
    private int round;
    /** The reason why the last attempt failed or the last link ended, safe for logs; empty while the node is registered. */
    private volatile String problem = "";
    /** The reason of the last warning since the last registration; empty if there was none. */
    private String warned = "";
    private long warnedAt;
    /** Bounds the warnings a minute, for reasons that take turns. */
    private final LogLimit warnings = LogLimit.of(MAX_WARNINGS, WARN_AGAIN_NANOS);
    /** Whether another registry of the same cluster has the link. */
    private boolean standby;
    private int attempts;
    private Timer.Alarm alarm;
    /** The registrations and losses that the observer has not received yet, in their order. */
    private final Queue<Runnable> events = new ArrayDeque<>();
    /** Whether a thread calls the observer now. */
    private boolean notifying;

    /**
     * Makes a connection. It is not open yet.
     *
     * @param clusters decides whether the link to a registry of a cluster stays open
     * @param watchAgain called when the namespaces may have to be watched at another registry: when the hello of this
     *        registry has come, or its link has closed
     */
    RegistryConnection(URI url, Node node, JoinSettings settings, RegistryObserver observer,
            ClusterLinkSelector clusters,
            Runnable watchAgain) {
        this.clusters = clusters;
        this.url = url;
        this.node = node;
        this.settings = settings;
        this.observer = observer;
        this.watchAgain = watchAgain;
        this.visit = new RegistryVisit(url, node, settings.reconnectDelayNanos(), failure -> problem = reason(failure));
        node.observe(this);
    }

    URI url() {
        return url;
    }

    /** Returns the address for a message, with the reason why the registry cannot be asked there, if one is known. */
    String described() {
        String why = problem;
        return why.isEmpty() ? url.toString() : url + " (" + why + ")";
    }

    /** Returns whether the node is registered at this registry now. */
    boolean isOpen() {
        Link current = link;
        return current != null && current == joined && current.isOpen();
    }

    synchronized void start() {
        round++;
        running = true;
        standby = false;
        attempts = 0;
        warned = "";
        alarm = node.environment().timer().every(settings.heartbeatIntervalNanos(), this::heartbeat);
        CompletableFuture<Void> first = new CompletableFuture<>();
        firstAttempt = first;
        connect(round).whenComplete((known, never) -> first.complete(null));
    }

    /** Makes no further registration. A link to a registry that does not understand {@code /-/leaving} is closed. */
    void drain() {
        Link current;
        synchronized (this) {
            round++;
            running = false;
            joined = null;
            current = link;
            if (current != null && current.understandsLeaving()) {
                current = null;
            } else {
                link = null;
            }
        }
        firstAttempt.complete(null);
        visit.reset();
        if (current != null) {
            current.close(CloseCodes.LEAVING, "leaving");
        }
    }

    void stop() {
        Link current;
        synchronized (this) {
            round++;
            running = false;
            lease = "";
            current = link;
            link = null;
            if (alarm != null) {
                alarm.cancel();
                alarm = null;
            }
        }
        firstAttempt.complete(null);
        visit.end();
        visit.reset();
        if (current != null) {
            current.close(CloseCodes.LEAVING, "leaving");
        }
    }

    /**
     * Returns a future that completes when the first attempt after the start, or the one to take the place of another
     * registry, has succeeded or failed. The future itself never fails.
     */
    CompletableFuture<Void> firstAttempt() {
        return firstAttempt;
    }

    /**
     * Connects to the registry as a visitor, so that it can be asked before the node joins, unless there is a link
     * already, as while the node drains. Returns a future that completes when the attempt has succeeded or failed. The
     * future itself never fails.
     */
    CompletableFuture<Void> visit() {
        return hasLink() ? CompletableFuture.completedFuture(null) : visit.begin();
    }

    /** Returns the link of the registration; {@code null} while there is none. */
    Link link() {
        return link;
    }

    /**
     * Returns a link for lookups: the link of the registration, or else the link of the visit. It is {@code null} if
     * neither is open.
     */
    Link linkForLookups() {
        Link current = link;
        return current != null && current.isOpen() ? current : visit.link();
    }

    private void heartbeat() {
        Link current = link;
        if (current != null) {
            CallStatistics traffic = node.traffic();
            // made for a registry that takes none too, so that idle counters are freed
            String report = traffic == null ? "{}" : traffic.report(node.environment().timer().nanoTime());
            current.push("\"/-/heartbeat\"", current.peer().info().has(CallStatistics.FEATURE) ? report : "{}");
        }
    }

    private CompletableFuture<Link> connect(int mine) {
        return begin().whenComplete((opened, failure) -> {
            if (failure == null) {
                connected(opened, mine);
            } else {
                failed(failure, mine);
                startSuccessor();
            }
        });
    }

    /**
     * Dials the registry once. The announcement of a node with a context path is understood only by a registry that
     * stores the path.
     */
    private CompletableFuture<Link> begin() {
        try {
            Announcement own = node.announcement();
            return own.key().path().isEmpty() ? node.dial(url, Namespaces.REGISTRY, own)
                    : node.dial(url, Namespaces.REGISTRY, own.asQueryOf(node.visitor()))
                            .thenCompose(opened -> requirePathFeature(opened, own.key().path()));
        } catch (RuntimeException | Error e) {
            // any failure, also an invalid address, only ends this attempt: the next one follows
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Returns a future of the link. It fails if the hello does not show that the registry understands context paths and
     * has registered this node.
     */
    private CompletableFuture<Link> requirePathFeature(Link opened, String path) {
        CompletableFuture<Link> known = new CompletableFuture<>();
        Runnable cannot = () -> known
                .completeExceptionally(new TimeoutException(DiscoveryLog.LOG.cannotCarryPath(url, path)));
        Timer.Alarm late = node.environment().timer().after(settings.connectTimeoutNanos(), cannot);
        opened.peer().greeting().whenComplete((info, failure) -> {
            if (failure != null) {
                known.completeExceptionally(failure);
            } else if (info.has(PATH)) {
                known.complete(opened);
            } else {
                cannot.run();
            }
        });
        return known.whenComplete((yes, no) -> {
            late.cancel();
            if (no != null) {
                opened.close(CloseCodes.NORMAL, "asked");
            }
        });
    }

    void connected(Link opened, int mine) {
        if (!keep(opened, mine)) {
            opened.close(CloseCodes.LEAVING, "leaving");
            return;
        }
        visit.end();
        new RegistryProof(opened, node).begin().whenComplete((proved, failure) -> {
            if (failure == null) {
                joined(opened);
            } else {
                noRegistry(opened, failure);
            }
        });
        opened.peer().registration().thenAccept(told -> {
            String cluster = opened.peer().cluster();
            if (cluster.isEmpty()) {
                lease = told;
            } else {
                clusters.lease(cluster, this, told);
            }
            joined(opened);
        });
        opened.peer().greeting().thenAccept(info -> {
            Choice choice = choose(opened);
            if (choice == Choice.STANDS_BY) {
                opened.close(CloseCodes.NORMAL, CloseCodes.STANDS_BY);
            }
            if (choice != Choice.CHOSEN) {
                return;
            }
            if (info.has(Lease.FEATURE)) {
                prove(opened);
            } else {
                joined(opened);
            }
            watchAgain.run();
        });
    }

    /** Proves to a registry that this is the node which was registered there before. */
    private void prove(Link opened) {
        String nonce = opened.peer().nonce();
        String cluster = opened.peer().cluster();
        String known = cluster.isEmpty() ? lease : clusters.lease(cluster);
        if (!known.isEmpty() && !nonce.isEmpty()) {
            String secret = cluster.isEmpty() ? known : Lease.hash(known);
            opened.push(JsonText.quote(Lease.PROOF), "{\"proof\":"
                    + JsonText.quote(Lease.proof(secret, nonce, node.announcement().key().toString())) + "}");
        }
    }

    /**
     * Decides whether a link stays open. It is closed if the node has a link to another registry of the same cluster. The
     * connection stands by then; {@link #takeOver} waits for the lock, so that it never comes before.
     */
    private synchronized Choice choose(Link opened) {
        if (link != opened) {
            return Choice.GIVEN_UP;
        }
        boolean chosen = clusters.choose(opened.peer().cluster(), this);
        if (!chosen) {
            link = null;
            standby = true;
            attempts = 0;
        }
        return chosen ? Choice.CHOSEN : Choice.STANDS_BY;
    }

    /** The use of a link that has opened. */
    private enum Choice {
        CHOSEN, STANDS_BY,
        /** The node has left, or another reason closes the link. */
        GIVEN_UP
    }

    /**
     * Takes the place of another registry of the same cluster, soon but not with all other nodes at the same instant. A
     * lookup waits for the attempt, as at the start: no other registry of the cluster may have a link.
     */
    private synchronized void takeOver() {
        if (running && standby) {
            standby = false;
            int mine = round;
            CompletableFuture<Void> attempt = new CompletableFuture<>();
            firstAttempt = attempt;
            node.environment().timer().after(node.environment().random().nextLong(TAKE_OVER_NANOS),
                    () -> reconnect(mine).whenComplete((known, never) -> attempt.complete(null)));
        }
    }

    private void startSuccessor() {
        RegistryConnection successor = clusters.successor();
        if (successor != null) {
            successor.takeOver();
        }
    }

    /** Returns whether its link is open, registered or not. */
    boolean hasLink() {
        Link current = link;
        return current != null && current.isOpen();
    }

    /** Completes the registration: the registry has registered the node, and has proved to be a registry. */
    private void joined(Link opened) {
        synchronized (this) {
            if (!running || link != opened || joined == opened) {
                return;
            }
            joined = opened;
            attempts = 0;
            problem = "";
            warned = "";
            events.add(() -> observer.joined(url));
        }
        DiscoveryLog.LOG.joined(node.namespace(), node.announcement().key().toString(), url);
        notifyObserver();
    }

    /**
     * Tells the observer of the events in their order, unless another thread does so now. A link may close on another
     * thread while this one is about to tell that it has joined.
     */
    private void notifyObserver() {
        synchronized (this) {
            if (notifying) {
                return;
            }
            notifying = true;
        }
        try {
            for (Runnable event = nextEvent(); event != null; event = nextEvent()) {
                event.run();
            }
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                notifying = false;
            }
            throw e;
        }
    }

    private synchronized Runnable nextEvent() {
        Runnable next = events.poll();
        notifying = next != null;
        return next;
    }

    private synchronized boolean keep(Link opened, int mine) {
        if (mine != round) {
            return false;
        }
        link = opened;
        if (!opened.isOpen()) {
            // the link may have closed before it was stored here, and its end is reported only once
            link = null;
            retry(0);
            return false;
        }
        return true;
    }

    /**
     * Ends an attempt: a server has accepted the handshake, but it is not a registry. If the link has closed in the
     * meantime, {@link #closed} has reported that.
     */
    private void noRegistry(Link opened, Throwable failure) {
        int mine;
        synchronized (this) {
            if (link != opened) {
                return;
            }
            link = null;
            mine = running ? round : 0;
        }
        failed(failure, mine);
        startSuccessor();
        opened.close(CloseCodes.NORMAL, "no registry");
        watchAgain.run();
    }

    private void failed(Throwable failure, int mine) {
        String why = reason(failure);
        synchronized (this) {
            if (mine != round) {
                return;
            }
            problem = why;
            events.add(() -> observer.unreachable(url, failure));
            retry(TimeUnit.SECONDS.toNanos(BusyServerException.seconds(failure)));
        }
        // without the lock, which each attempt and each lookup needs: a log may block
        warn(why);
        notifyObserver();
    }

    /** Warns of a new reason at once, and of the same reason once a minute. */
    private void warn(String why) {
        long now = node.environment().timer().nanoTime();
        if (isNew(why, now) && warnings.permits(now)) {
            synchronized (this) {
                warned = why;
                warnedAt = now;
            }
            DiscoveryLog.LOG.unreachable(url, why);
        }
    }

    private synchronized boolean isNew(String why, long now) {
        return !why.equals(warned) || now - warnedAt >= WARN_AGAIN_NANOS;
    }

    /** Returns why an attempt failed, as a text that is safe, without the address: each message names that already. */
    private String reason(Throwable failure) {
        Throwable cause = Causes.unwrapped(failure);
        String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        String why = text.replace("could not connect to " + url + ": ", "");
        // the text of such a refusal ends with what this node has announced
        return Causes.find(cause, ForbiddenHandshakeException.class).isPresent() ? why : Excerpts.of(why);
    }

    @Override
    public void closed(Link closed, int code, String reason) {
        if (closed != link || !linkLost(closed)) {
            return;
        }
        String why = Excerpts.of(reason);
        problem = ("closed with " + code + ' ' + why).stripTrailing();
        startSuccessor();
        watchAgain.run();
        DiscoveryLog.LOG.lost(url, code, why);
        notifyObserver();
    }

    private synchronized boolean linkLost(Link closed) {
        if (closed != link) {
            return false;
        }
        link = null;
        if (running) {
            retry(0);
            events.add(() -> observer.lost(url));
        }
        return running;
    }

    /**
     * Dials again after a random pause.
     *
     * @param leastNanos the time for which a busy registry asks to wait; 0 for none. The pause is up to twice as long
     */
    private void retry(long leastNanos) {
        long firstNanos = settings.reconnectDelayNanos();
        long longestNanos = Math.max(firstNanos,
                Math.min(MAX_PAUSE_NANOS, firstNanos << Math.min(attempts, MAX_DOUBLINGS)));
        attempts++;
        int mine = round;
        node.environment().timer().after(pauseNanos(node, leastNanos, longestNanos), () -> reconnect(mine));
    }

    /** Returns a random pause before a registry is dialled again, as {@link #retry}. */
    static long pauseNanos(Node node, long leastNanos, long longestNanos) {
        return leastNanos
                + node.environment().random().nextLong((leastNanos > 0 ? leastNanos : longestNanos) + 1);
    }

    private synchronized CompletableFuture<Link> reconnect(int mine) {
        return mine == round && link == null ? connect(mine) : CompletableFuture.completedFuture(link);
    }
}
