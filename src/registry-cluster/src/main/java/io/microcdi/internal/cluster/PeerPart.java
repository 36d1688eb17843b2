package io.microcdi.internal.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.cluster.Codec.Message;
import io.microcdi.internal.registry.Replication.Entry;
import io.microcdi.internal.registry.Replication.Member;
import io.microcdi.internal.registry.Replication.Orphans;
import io.microcdi.internal.registry.Replication.Remote;

/** The state of another member's part at this registry. Changes that come before the whole part wait for it. Thread-safe. */
final class PeerPart {

    /**
     * The largest number of changes that wait for the whole part. Further ones are dropped, and the next digest shows the
     * gap.
     */
    private static final int MAX_WAITING = 1_000;

    private final Remote remote;
    private String owner = "";
    private boolean whole;
    private long number;
    /** The number of the whole to which {@link #parts} belong. */
    private long coming;
    /** Whether a message that could not be read may have belonged to {@link #parts}. */
    private boolean spoiled;
    /**
     * The entries of a whole of which messages are missing, by namespace and key. A member that could not send its last
     * message may send the same whole again.
     */
    private final Map<String, Entry> parts = new LinkedHashMap<>();
    private final List<Message> waiting = new ArrayList<>();
    /** Whether all further messages are ignored. */
    private boolean ended;
    /**
     * As {@link #whole}, but read without the lock, which a thread may hold while the registry stores thousands of instances.
     */
    private volatile boolean known;
    /** The member, also read without the lock; {@code null} before the first message. */
    private volatile @Nullable Member member;

    PeerPart(Remote remote) {
        this.remote = remote;
    }

    /** Processes a message. Returns whether the member must be asked for its whole part. */
    synchronized boolean take(Message message) {
        if (ended) {
            // this message waited for the lock. Nothing would remove again the instances that it adds
            return false;
        }
        if (!message.owner().equals(owner)) {
            reportLost();
            owner = message.owner();
            whole = false;
            known = false;
            number = 0;
            spoiled = false;
            parts.clear();
            waiting.clear();
        }
        member = new Member(owner, message.url(), message.token(), false);
        try {
            return process(message);
        } finally {
            known = whole;
        }
    }

    private boolean process(Message message) {
        switch (message.kind()) {
            case WHOLE -> {
                return whole(message);
            }
            case DELTA -> {
                return delta(message);
            }
            case DIGEST -> {
                return !whole || message.number() > number;
            }
            case CALLS -> {
                remote.calls(owner, message.calls());
                return false;
            }
            case ORPHANS -> {
                remote.orphans(new Orphans(message.calls(), Math.max(1, message.number()), message.put()));
                return false;
            }
            case HOLDS -> {
                remote.holds(owner, message.calls());
                return false;
            }
            default -> {
                return false;
            }
        }
    }

    private boolean whole(Message message) {
        if (spoiled) {
            spoiled = message.more();
            return !spoiled;
        }
        if (message.number() != coming) {
            // the whole before this one was not completed
            parts.clear();
            coming = message.number();
        }
        message.put().forEach(entry -> parts.put(entry.namespace() + " " + entry.key(), entry));
        if (message.more()) {
            return false;
        }
        if (message.number() < number) {
            // later changes have come before this whole, and it would undo them
            parts.clear();
            return false;
        }
        number = message.number();
        List<Entry> all = List.copyOf(parts.values());
        parts.clear();
        remote.whole(owner, all);
        whole = true;
        List<Message> received = List.copyOf(waiting);
        waiting.clear();
        boolean gap = false;
        for (Message change : received) {
            gap |= delta(change);
        }
        return gap;
    }

    private boolean delta(Message message) {
        if (!whole) {
            if (waiting.size() < MAX_WAITING) {
                waiting.add(message);
            }
            return false;
        }
        if (message.number() <= number) {
            return false;
        }
        if (message.number() > number + 1) {
            whole = false;
            waiting.add(message);
            return true;
        }
        number++;
        remote.changed(owner, message.put(), message.removed());
        return false;
    }

    /** Records that the registry could not process a message, so that it needs the whole part. */
    synchronized void broken() {
        whole = false;
        known = false;
    }

    /** Records that a message could not be read. The whole to which it may have belonged is not used. */
    synchronized void unreadable() {
        whole = false;
        known = false;
        spoiled = true;
        parts.clear();
    }

    /** Ends this part, because the member is no longer in the view. */
    synchronized void lost() {
        reportLost();
        // not set after a failure, because the loss is reported again
        ended = true;
    }

    /** Ends this part, because this registry stops. It waits for a message that is being processed. */
    synchronized void end() {
        ended = true;
    }

    private void reportLost() {
        if (!owner.isEmpty()) {
            remote.lost(owner);
        }
    }

    /** Returns whether the whole part of the member has come. It never waits, nor does {@link #member}. */
    boolean isWhole() {
        return known;
    }

    Member member(String name) {
        Member current = member;
        return current == null ? new Member(name + "/", "", "", false) : current;
    }
}
