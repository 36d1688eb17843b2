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

/** An instance that is registered here: a link, and what is answered to those who look for it. */
final class LocalInstance extends Instance {

    /** The name of the member that tells how an instance is dialled. */
    static final String SCHEME = "\"scheme\":";

    private static final AtomicLongFieldUpdater<LocalInstance> FORWARDED = AtomicLongFieldUpdater
            .newUpdater(LocalInstance.class, "forwarded");

    private final String lease = Lease.random();
    private final boolean secondDialect;
    private final long registered;
    private volatile Link link;
    private volatile long heartbeat;
    private volatile long forwarded;
    private volatile @Nullable Standing standing;
    private long leasePlace = -1;

    LocalInstance(Link link, String namespace, long now, Instant since) {
        super(namespace, link.peer().key(), since);
        this.link = link;
        this.registered = now;
        this.heartbeat = now;
        this.secondDialect = link.peer().isSecondDialect();
    }

    /** Nothing but host and port for a peer that announced nothing else: that is all its own kind expects. */
    private static String extras(PeerState peer) {
        if (peer.isSecondDialect()) {
            return ",\"dialect\":2";
        }
        if (!peer.extras().known()) {
            return "";
        }
        String path = peer.key().path();
        String scheme = peer.extras().scheme();
        return ",\"v\":1,\"id\":" + JsonText.quote(peer.extras().id())
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

    /** What its node must know to replace its link. */
    String lease() {
        return lease;
    }

    /** Sets how it stands to others of the same key. */
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

    /** What the other registries are told. */
    Entry entry() {
        String address = remote();
        PeerInfo extras = link.peer().extras();
        return new Entry(namespace(), key(), standing(), since().toEpochMilli(), members(),
                address == null ? "" : address, isPlain(), extras.known(), secondDialect,
                extras.features(), extras.version(), extras.zone());
    }

    /** Whether the same is told of it if it has another link. */
    boolean isToldAs(Link other) {
        return extras(link.peer()).equals(extras(other.peer())) && zone().equals(other.peer().extras().zone());
    }

    /** Whether its link was dialled later than another of the same node; not known is no. */
    boolean beganAfter(Link other) {
        long number = other.peer().extras().dial();
        return number > 0 && link.peer().extras().dial() > number;
    }

    @Override
    boolean isVersioned() {
        return link.peer().extras().known();
    }

    @Override
    boolean isPlain() {
        return key().path().isEmpty() && "ws".equals(link.peer().extras().scheme());
    }

    @Override
    String members() {
        return "\"host\":" + JsonText.quote(key().host()) + ",\"port\":" + key().port() + extras(link.peer());
    }

    @Override
    String zone() {
        return link.peer().extras().zone();
    }

    @Override
    @Nullable
    String remote() {
        return link.peer().identity().remote();
    }

    @Override
    Link link() {
        return link;
    }

    void replaceLink(Link newer) {
        link = newer;
    }

    void beat(long now) {
        heartbeat = now;
    }

    /**
     * Returns the nanoseconds after which it has been silent for too long, if nothing comes; zero or less if it has been.
     *
     * @param timeout the longest time without a heartbeat
     * @param linkTimeout the longest time without a byte
     */
    long leaseLeft(long now, long timeout, long linkTimeout) {
        return Math.min(timeout - (now - heartbeat), linkTimeout - link.silence());
    }

    /** Where its {@link LeaseWheel} has it, which sets it under its lock; -1 in none. */
    long leasePlace() {
        return leasePlace;
    }

    void leasePlace(long newPlace) {
        leasePlace = newPlace;
    }

    @Override
    InstanceView view() {
        PeerInfo extras = link.peer().extras();
        return new InstanceView(key().toString(), key().host(), key().port(), key().path(), since(),
                since().plusNanos(heartbeat - registered), extras.known(), secondDialect ? 2 : 1, forwarded, "",
                extras.features(), extras.version(), extras.zone());
    }

    @Override
    InstanceDetail detail(long now) {
        return new InstanceDetail(namespace(), view(), link.peer().extras().scheme(), hold(), served(now));
    }
}
