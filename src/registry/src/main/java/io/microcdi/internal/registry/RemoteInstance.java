package io.microcdi.internal.registry;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.link.Link;
import io.microcdi.internal.registry.Replication.Entry;
import io.microcdi.internal.registry.Replication.Standing;
import io.microcdi.registry.InstanceView;

/** An instance that is registered at another registry of the cluster. */
final class RemoteInstance extends Instance {

    private static final AtomicLongFieldUpdater<RemoteInstance> FORWARDED = AtomicLongFieldUpdater
            .newUpdater(RemoteInstance.class, "forwarded");

    private static final String WSS = LocalInstance.SCHEME + "\"wss\"";

    private final String owner;
    private final Entry entry;
    private volatile boolean orphan;
    private volatile long forwarded;

    RemoteInstance(String owner, Entry entry) {
        super(entry.namespace(), entry.key(), Instant.ofEpochMilli(entry.sinceMillis()));
        this.owner = owner;
        this.entry = entry;
    }

    Entry entry() {
        return entry;
    }

    String owner() {
        return owner;
    }

    void orphan(boolean lost) {
        orphan = lost;
    }

    @Override
    boolean isOrphan() {
        return orphan;
    }

    @Override
    Standing standing() {
        return entry.standing();
    }

    @Override
    boolean isSecondDialect() {
        return entry.secondDialect();
    }

    @Override
    boolean isVersioned() {
        return entry.versioned();
    }

    @Override
    boolean isPlain() {
        return entry.plain();
    }

    @Override
    String members() {
        return entry.members();
    }

    @Override
    String zone() {
        return entry.zone();
    }

    @Override
    @Nullable
    Link link() {
        return null;
    }

    @Override
    @Nullable
    String remote() {
        return entry.remote().isEmpty() ? null : entry.remote();
    }

    @Override
    void countForwarded() {
        FORWARDED.incrementAndGet(this);
    }

    @Override
    InstanceView view() {
        return new InstanceView(key().toString(), key().host(), key().port(), key().path(), since(), since(),
                entry.versioned(), entry.secondDialect() ? 2 : 1, forwarded, Replication.Member.nameOf(owner),
                entry.features(), entry.version(), entry.zone());
    }

    @Override
    InstanceDetail detail(long now) {
        return new InstanceDetail(namespace(), view(), entry.members().contains(WSS) ? "wss" : "ws", hold(),
                served(now));
    }
}
