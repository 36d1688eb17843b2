package io.microcdi.testing;

import java.util.List;
import java.util.function.Function;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;

/** A policy under which a test says what each peer has proved. */
public final class Identities implements ConnectPolicy {

    private final Function<Announcement, PeerIdentity> proved;

    /** Makes a policy that admits all peers. */
    public Identities(Function<Announcement, PeerIdentity> proved) {
        this.proved = proved;
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
