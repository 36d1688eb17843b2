package io.microcdi.internal.registry;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.registry.Replication.Standing;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.registry.InstanceView;

/**
 * One registered instance: {@link LocalInstance} has its link here, others have it at another registry. The lock of its
 * {@link Namespace} guards its position and what is behind it.
 */
abstract class Instance {

    private static final int BASIC = 1;
    private static final int EJECTED = 2;
    private static final int DRAINING = 4;

    private final String namespace;
    private final InstanceKey key;
    private final Instant since;
    private int position = -1;
    /** As what its {@link Namespace} counts it. */
    private byte counted;
    /** Another one of the same key, which is not told; with more behind it. */
    private @Nullable Instance behind;
    /** Why callers do not find it; {@code null} if they do. */
    private volatile @Nullable Hold hold;
    private volatile @Nullable CallReport report;

    Instance(String namespace, InstanceKey key, Instant since) {
        this.namespace = namespace;
        this.key = key;
        this.since = since;
    }

    final String namespace() {
        return namespace;
    }

    final InstanceKey key() {
        return key;
    }

    final Instant since() {
        return since;
    }

    /** Where it stands in its {@link InstanceSet}, which sets it; -1 in none. */
    final int position() {
        return position;
    }

    final void position(int newPosition) {
        position = newPosition;
    }

    /** Keeps as what it is counted, until it is counted no more. */
    final void counted(boolean versioned, @Nullable Hold by) {
        counted = (byte) ((versioned ? 0 : BASIC) | (by == null ? 0 : by.drain() ? DRAINING : EJECTED));
    }

    final boolean isCountedAsBasic() {
        return (counted & BASIC) != 0;
    }

    final boolean isCountedAsEjected() {
        return (counted & EJECTED) != 0;
    }

    final boolean isCountedAsDraining() {
        return (counted & DRAINING) != 0;
    }

    final @Nullable Hold hold() {
        return hold;
    }

    final void hold(@Nullable Hold newHold) {
        hold = newHold;
    }

    /** Sets what its node reports of its calls; {@code null} for no calls. */
    final void report(@Nullable CallReport newest) {
        report = newest;
    }

    /** Returns the newest report of its calls; {@code null} if there is none that counts. */
    final @Nullable CallReport report(long now) {
        CallReport newest = report;
        return newest == null || newest.isOld(now) ? null : newest;
    }

    /** Returns the numbers of the calls that it has served; {@code null} if no report tells. */
    final @Nullable CallNumbers served(long now) {
        CallReport newest = report(now);
        return newest == null ? null : newest.served();
    }

    final @Nullable Instance behind() {
        return behind;
    }

    final void behind(@Nullable Instance hidden) {
        behind = hidden;
    }

    /**
     * Whether this is told of, and another of the same key is not. Of one line the last registration counts. Of two that
     * do not know each other the first one does, as at a single registry; but one whose registry is lost cannot answer.
     */
    final boolean ranksBefore(Instance other) {
        Standing own = standing();
        Standing others = other.standing();
        boolean related = own.isOfLine(others);
        if (related && own.version() != others.version()) {
            return own.version() > others.version();
        }
        if (isOrphan() != other.isOrphan()) {
            return other.isOrphan();
        }
        if (!related && own.rank() != others.rank()) {
            return own.rank() < others.rank();
        }
        int elder = since.compareTo(other.since);
        return elder == 0 ? own.lease().compareTo(others.lease()) < 0 : elder < 0 != related;
    }

    /** How it stands to others of the same key; only in a cluster. */
    abstract Standing standing();

    /** Whether it takes part in a cluster. */
    boolean hasStanding() {
        return true;
    }

    /** Whether the registry that has its link is lost. */
    boolean isOrphan() {
        return false;
    }

    abstract boolean isSecondDialect();

    /** Whether it announced additions. */
    abstract boolean isVersioned();

    /** Whether it can be told to nodes that know neither paths nor schemes. */
    abstract boolean isPlain();

    /** What is answered of it beside its key, without braces. */
    abstract String members();

    /** The zone in which it runs; empty if it announced none. */
    abstract String zone();

    /** Its link; {@code null} if that leads to another registry. */
    abstract @Nullable Link link();

    /** The IP address from which it registered; {@code null} if that is not known. */
    abstract @Nullable String remote();

    abstract void countForwarded();

    abstract InstanceView view();

    /**
     * What the HTTP API tells of it.
     *
     * @param now the time of the timer
     */
    abstract InstanceDetail detail(long now);

    /** What is answered to those who look for it. Not kept here: those who answer it often have it at hand. */
    final String answer() {
        return "{" + members() + "}";
    }

    /** As it stands in the list that a watch answers: what is found, with the key and the zone. Not kept, it is asked for seldom. */
    final String listed() {
        return "{\"key\":" + JsonText.quote(key.toString()) + "," + members()
                + (zone().isEmpty() ? "" : ",\"zone\":" + JsonText.quote(zone())) + "}";
    }

    /** Whether watchers are told the same of both. */
    final boolean isListedAs(Instance other) {
        return members().equals(other.members()) && zone().equals(other.zone());
    }
}
