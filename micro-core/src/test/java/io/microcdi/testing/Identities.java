package io.microcdi.testing;

import java.util.List;
import java.util.function.Function;

import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;

/** A policy under which a test says what each peer has proved. */
public final class Identities implements ConnectPolicy {

    private final Function<Announcement, PeerIdentity> proved;
    private final SecurityMode mode;

    /** Makes a policy that admits all peers, and says that it has the default mode. */
    public Identities(Function<Announcement, PeerIdentity> proved) {
        this(SecurityMode.AUTO, proved);
    }

    /** Makes a policy that admits all peers, and says that it has a mode. */
    public Identities(SecurityMode mode, Function<Announcement, PeerIdentity> proved) {
        this.mode = mode;
        this.proved = proved;
    }

    @Override
    public SecurityMode mode() {
        return mode;
    }

    /** The identity of a node, by globs of namespaces. */
    public static PeerIdentity of(List<String> register, List<String> call, List<String> see) {
        return new PeerIdentity(null, NamespaceGlobs.of(register), NamespaceGlobs.of(call), NamespaceGlobs.of(see),
                true,
                null, Long.MAX_VALUE);
    }

    /** The identity of a user, who may call everything. */
    public static PeerIdentity user() {
        return new PeerIdentity(null, NamespaceGlobs.NONE, NamespaceGlobs.ALL, NamespaceGlobs.ALL, false, null,
                Long.MAX_VALUE);
    }

    @Override
    public Decision decide(ConnectRequest request, Announcement announced, Self self) {
        return Decision.admit(proved.apply(announced));
    }
}
