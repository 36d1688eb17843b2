package io.microcdi.internal.registry;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.registry.Replication.Entry;
import io.microcdi.internal.registry.Replication.Standing;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.registry.InstanceView;

/** An instance that is registered at this registry. It has the link of its node. */
final class LocalInstance extends Instance {

    /** The member with the scheme by which the instance is dialled. */
    static final String SCHEME = "\"scheme\":";

    private static final AtomicLongFieldUpdater<LocalInstance> FORWARDED = AtomicLongFieldUpdater
            .newUpdater(LocalInstance.class, "forwarded");

    private final String lease = Lease.random();
    private final boolean secondDialect;
    private final long registeredAt;
    private volatile Link link;
    private volatile long heartbeatAt;
    private volatile long forwarded;
    private volatile @Nullable Standing standing;
    /** The bytes of the report, which {@link #link} counts; guarded by this. */
    private long reportBytes;
    private long leasePlace = -1;

    LocalInstance(Link link, String namespace, long now, Instant since) {
        super(namespace, link.peer().key(), since);
        this.link = link;
        this.registeredAt = now;
        this.heartbeatAt = now;
        this.secondDialect = link.peer().isSecondDialect();
    }

    /**
     * Returns the members beside host and port. There are none for a peer that announced nothing else, because nodes of its
     * kind expect only host and port.
     */
    private static String info(PeerState peer) {
        if (peer.isSecondDialect()) {
            return ",\"dialect\":2";
        }
        if (!peer.info().known()) {
            return "";
        }
        String path = peer.key().path();
        String scheme = peer.info().scheme();
        return ",\"v\":1,\"id\":" + JsonText.quote(peer.info().id())
                + (path.isEmpty() ? "" : ",\"path\":" + JsonText.quote(path))
                + (scheme.equals("ws") ? "" : "," + SCHEME + JsonText.quote(scheme));
    }

    @Override
    boolean isSecondDialect() {
        return secondDialect;
    }

    @Override
    void countForwarded() {
        FORWARDED.incrementAndGet(this);
    }

    /** Returns the lease: its node must prove that it knows this text before it may replace the link. */
    String lease() {
        return lease;
    }

    /** Sets the rank among registrations of the same key. */
    void standing(Standing newStanding) {
        standing = newStanding;
    }

    @Override
    Standing standing() {
        return Objects.requireNonNull(standing, "no cluster");
    }

    @Override
    boolean hasStanding() {
        return standing != null;
    }

    /** Returns the entry for the other registries. */
    Entry entry() {
        String address = remote();
        PeerInfo info = link.peer().info();
        return new Entry(namespace(), key(), standing(), since().toEpochMilli(), members(),
                address == null ? "" : address, isPlain(), info.known(), secondDialect,
                info.features(), info.version(), info.zone());
    }

    /** Returns whether the other registries and callers get the same if this instance has another link. */
    boolean isSameFor(Link other) {
        return info(link.peer()).equals(info(other.peer())) && zone().equals(other.peer().info().zone());
    }

    /**
     * Returns whether its link was dialled later than another link of the same node. Returns false if that is not
     * known.
     */
    boolean beganAfter(Link other) {
        long number = other.peer().info().dial();
        return number > 0 && link.peer().info().dial() > number;
    }

    @Override
    boolean isVersioned() {
        return link.peer().info().known();
    }

    @Override
    boolean isPlain() {
        return key().path().isEmpty() && "ws".equals(link.peer().info().scheme());
    }

    @Override
    String members() {
        return "\"host\":" + JsonText.quote(key().host()) + ",\"port\":" + key().port() + info(link.peer());
    }

    @Override
    String zone() {
        return link.peer().info().zone();
    }

    @Override
    @Nullable
    String remote() {
        return link.peer().identity().place();
    }

    @Override
    Link link() {
        return link;
    }

    /** Sets the link. The bytes of the report count for the new one; the old one is about to close, which frees its own. */
    synchronized void replaceLink(Link newer) {
        newer.keep(reportBytes);
        link = newer;
    }

    /** Also counts the bytes of the report for the link, because thousands of nodes may send long ones. */
    @Override
    synchronized void report(@Nullable CallReport newest) {
        super.report(newest);
        long before = reportBytes;
        reportBytes = newest == null ? 0 : newest.bytes();
        link.keep(reportBytes - before);
    }

    void beat(long now) {
        heartbeatAt = now;
    }

    /**
     * Returns the nanoseconds after which the instance will have been silent for too long, if no message comes; zero or
     * less if it has been.
     *
     * @param timeoutNanos the longest time without a heartbeat
     * @param linkTimeoutNanos the longest time without a byte
     */
    long leaseLeft(long now, long timeoutNanos, long linkTimeoutNanos) {
        return Math.min(timeoutNanos - (now - heartbeatAt), linkTimeoutNanos - link.silence());
    }

    /** Returns the place in the {@link LeaseWheel}, which sets it under its lock; -1 if the instance is in no wheel. */
    long leasePlace() {
        return leasePlace;
    }

    void leasePlace(long newPlace) {
        leasePlace = newPlace;
    }

    @Override
    InstanceView view() {
        PeerInfo info = link.peer().info();
        return new InstanceView(key().toString(), key().host(), key().port(), key().path(), since(),
                since().plusNanos(heartbeatAt - registeredAt), info.known(), secondDialect ? 2 : 1, forwarded, "",
                info.features(), info.version(), info.zone());
    }

    @Override
    InstanceDetail detail(long now) {
        return new InstanceDetail(namespace(), view(), link.peer().info().scheme(), hold(), served(now));
    }
}
