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
    /** The numbers of its {@link Namespace} in which this instance is counted. */
    private byte counted;
    /** The next instance of the same key, which callers do not find. There may be more behind it. */
    private @Nullable Instance nextHidden;
    /** The hold that hides this instance from callers; {@code null} if they find it. */
    private volatile @Nullable OperatorHold hold;
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

    /** Returns the position in the {@link InstanceSet}, which sets it; -1 if the instance is in no set. */
    final int position() {
        return position;
    }

    final void position(int newPosition) {
        position = newPosition;
    }

    /** Records the numbers in which this instance is counted. It must be subtracted from the same numbers later. */
    final void counted(boolean versioned, @Nullable OperatorHold by) {
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

    final @Nullable OperatorHold hold() {
        return hold;
    }

    final void hold(@Nullable OperatorHold newHold) {
        hold = newHold;
    }

    /** Sets the report of the node's calls; {@code null} if it reports none. */
    void report(@Nullable CallReport newest) {
        report = newest;
    }

    /** Returns the newest report of calls; {@code null} if there is none, or it is too old. */
    final @Nullable CallReport report(long now) {
        CallReport newest = report;
        return newest == null || newest.isOld(now) ? null : newest;
    }

    /** Returns the numbers of the served calls; {@code null} without a report. */
    final @Nullable CallNumbers served(long now) {
        CallReport newest = report(now);
        return newest == null ? null : newest.served();
    }

    final @Nullable Instance nextHidden() {
        return nextHidden;
    }

    final void nextHidden(@Nullable Instance hidden) {
        nextHidden = hidden;
    }

    /**
     * Returns whether callers find this instance, and not the other one of the same key. Of two registrations in one line,
     * the later one ranks first. Of two that are not related, the earlier one ranks first, as at a single registry. But an
     * instance whose registry is lost ranks behind, because it cannot answer.
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

    /** Returns the rank among registrations of the same key. Only in a cluster. */
    abstract Standing standing();

    /** Returns whether the instance has a {@link #standing()}, as in a cluster. */
    boolean hasStanding() {
        return true;
    }

    /** Returns whether the registry that has the link is lost. */
    boolean isOrphan() {
        return false;
    }

    abstract boolean isSecondDialect();

    /** Returns whether the node announced additions. */
    abstract boolean isVersioned();

    /** Returns whether nodes that know neither paths nor schemes can dial this instance. */
    abstract boolean isPlain();

    /** Returns the members of the JSON object for callers, without braces. */
    abstract String members();

    /** Returns the zone of the node; empty if it announced none. */
    abstract String zone();

    /** Returns the link; {@code null} if another registry has it. */
    abstract @Nullable Link link();

    /** Returns the place from which the node registered, as {@code PeerIdentity.place}; {@code null} if it is not known. */
    abstract @Nullable String remote();

    abstract void countForwarded();

    abstract InstanceView view();

    /**
     * Returns the details for the HTTP API.
     *
     * @param now the time of the timer
     */
    abstract InstanceDetail detail(long now);

    /** Returns the answer to a lookup. It is not stored here: {@link InstanceSet}, which gives it often, stores it. */
    final String answer() {
        return "{" + members() + "}";
    }

    /**
     * Returns the element for the list of a watch: the answer to a lookup, with the key and the zone. It is not stored,
     * because it is seldom needed.
     */
    final String listed() {
        return "{\"key\":" + JsonText.quote(key.toString()) + "," + members()
                + (zone().isEmpty() ? "" : ",\"zone\":" + JsonText.quote(zone())) + "}";
    }

    /** Returns whether watchers get the same for both. */
    final boolean isListedAs(Instance other) {
        return members().equals(other.members()) && zone().equals(other.zone());
    }
}
