package io.microcdi.internal.registry;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.registry.InstanceView;

/** One registered instance: a link, and what is answered to those who look for it. */
final class Instance {

    private static final AtomicLongFieldUpdater<Instance> FORWARDED = AtomicLongFieldUpdater.newUpdater(Instance.class,
            "forwarded");

    private final String namespace;
    private final InstanceKey key;
    private final String lease = Lease.random();
    private final Instant since;
    private final boolean secondDialect;
    private final long registered;
    private int position = -1;
    private volatile Link link;
    private volatile long heartbeat;
    private volatile long forwarded;

    Instance(Link link, String namespace, long now, Instant since) {
        PeerState peer = link.peer();
        this.namespace = namespace;
        this.key = peer.key();
        this.since = since;
        this.link = link;
        this.registered = now;
        this.heartbeat = now;
        this.secondDialect = peer.isSecondDialect();
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
                + (scheme.equals("ws") ? "" : ",\"scheme\":" + JsonText.quote(scheme));
    }

    String namespace() {
        return namespace;
    }

    Instant since() {
        return since;
    }

    boolean isSecondDialect() {
        return secondDialect;
    }

    void countForwarded() {
        FORWARDED.incrementAndGet(this);
    }

    InstanceKey key() {
        return key;
    }

    /** What its node must know to replace its link. */
    String lease() {
        return lease;
    }

    /** Whether the same is told of it if it has another link. */
    boolean isToldAs(Link other) {
        return extras(link.peer()).equals(extras(other.peer()));
    }

    /** Whether its link was dialled later than another of the same node; not known is no. */
    boolean beganAfter(Link other) {
        long number = other.peer().extras().dial();
        return number > 0 && link.peer().extras().dial() > number;
    }

    /** Whether it can be told to nodes that know neither paths nor schemes. */
    boolean isPlain() {
        return key.path().isEmpty() && "ws".equals(link.peer().extras().scheme());
    }

    /** Where it stands in its {@link InstanceSet}, which sets it; -1 in none. */
    int position() {
        return position;
    }

    void position(int newPosition) {
        position = newPosition;
    }

    /** What is answered to those who look for it. Not kept here: those who answer it often have it at hand. */
    String answer() {
        return "{" + members() + "}";
    }

    /** As it stands in the list that a watch answers: what is found, with the key. Not kept, it is asked for seldom. */
    String listed() {
        return "{\"key\":" + JsonText.quote(key.toString()) + "," + members() + "}";
    }

    private String members() {
        return "\"host\":" + JsonText.quote(key.host()) + ",\"port\":" + key.port() + extras(link.peer());
    }

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
     * Returns whether the sweep may evict it. It may not evict nodes of the second dialect: they send no heartbeats, and the
     * node itself closes their links.
     *
     * @param timeout the longest time without a heartbeat
     * @param linkTimeout the longest time without a byte
     */
    boolean isSilent(long now, long timeout, long linkTimeout) {
        return !secondDialect && (now - heartbeat >= timeout || link.silence() >= linkTimeout);
    }

    InstanceView view() {
        return new InstanceView(key.toString(), key.host(), key.port(), key.path(), since,
                since.plusNanos(heartbeat - registered), link.peer().extras().known(), secondDialect ? 2 : 1,
                forwarded);
    }
}
