package io.microcdi.internal.cluster;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.cluster.Codec.Message;
import io.microcdi.internal.registry.Replication.Entry;
import io.microcdi.internal.registry.Replication.Member;
import io.microcdi.internal.registry.Replication.Orphans;
import io.microcdi.internal.registry.Replication.Remote;

/**
 * What this registry knows of another member: how much of its part has come. Changes that come before the whole part wait
 * for it. Thread-safe.
 */
final class PeerPart {

    /** Changes that wait for the whole; more are left out, and the digest shows that. */
    private static final int MAX_WAITING = 1_000;

    private final Remote remote;
    private String owner = "";
    private boolean whole;
    private long number;
    /** The number of the whole that {@link #parts} are of. */
    private long coming;
    /** Whether a message could not be read, which may have been one of {@link #parts}. */
    private boolean spoiled;
    private final List<Entry> parts = new ArrayList<>();
    private final List<Message> waiting = new ArrayList<>();
    /** Whether nothing is taken in any more. */
    private boolean ended;
    /** As {@link #whole}, for those who must not wait while thousands of instances are taken in. */
    private volatile boolean known;
    /** For those as well; {@code null} before the first message. */
    private volatile @Nullable Member member;

    PeerPart(Remote remote) {
        this.remote = remote;
    }

    /** Takes a message in. Returns whether the member must be asked for its whole part. */
    synchronized boolean take(Message message) {
        if (ended) {
            // it waited for the lock: nobody would end again what it brings back
            return false;
        }
        if (!message.owner().equals(owner)) {
            tellLost();
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
            return taken(message);
        } finally {
            known = whole;
        }
    }

    private boolean taken(Message message) {
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
            // the one before broke off
            parts.clear();
            coming = message.number();
        }
        parts.addAll(message.put());
        if (message.more()) {
            return false;
        }
        if (message.number() < number) {
            // changes have overtaken it: it would take them back
            parts.clear();
            return false;
        }
        number = message.number();
        List<Entry> all = List.copyOf(parts);
        parts.clear();
        remote.whole(owner, all);
        whole = true;
        List<Message> came = List.copyOf(waiting);
        waiting.clear();
        boolean gap = false;
        for (Message change : came) {
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

    /** The registry could not take a message in: it must be sent all. */
    synchronized void broken() {
        whole = false;
        known = false;
    }

    /** A message could not be read: the part of which it may have been is not taken in. */
    synchronized void unreadable() {
        whole = false;
        known = false;
        spoiled = true;
        parts.clear();
    }

    /** The member is not in the view any more. */
    synchronized void lost() {
        tellLost();
        // not if that failed: it is told again
        ended = true;
    }

    /** This registry stops: it is told nothing more. Waits for what it is being told. */
    synchronized void end() {
        ended = true;
    }

    private void tellLost() {
        if (!owner.isEmpty()) {
            remote.lost(owner);
        }
    }

    /** Returns whether all that the member has told is known. Never waits, as {@link #member}. */
    boolean isWhole() {
        return known;
    }

    Member member(String name) {
        Member told = member;
        return told == null ? new Member(name + "/", "", "", false) : told;
    }
}
