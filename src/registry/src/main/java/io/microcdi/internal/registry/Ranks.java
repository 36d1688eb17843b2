package io.microcdi.internal.registry;

import java.util.List;

import io.microcdi.internal.registry.Replication.Standing;
import io.microcdi.internal.security.Lease;

/** Computes the {@link Standing} of an own registration among those of the same key at other registries. */
final class Ranks {

    private Ranks() {
    }

    /**
     * Returns the standing of a new registration.
     *
     * @param others the registrations of its key at other registries
     */
    static Standing first(String lease, List<RemoteInstance> others) {
        String hash = Lease.hash(lease);
        int rank = others.stream().filter(other -> !other.isOrphan())
                .mapToInt(other -> other.standing().rank() + 1).max().orElse(0);
        return new Standing(hash, hash, 0, rank, 0);
    }

    /** Returns the standing of a registration whose node has proved the lease of another one. */
    static Standing after(Standing own, Standing proved) {
        return new Standing(own.lease(), proved.line(), proved.version() + 1, 0, own.answers());
    }

    /** Returns the standing of a registration whose node answered when another one came. */
    static Standing answered(Standing own) {
        return new Standing(own.lease(), own.line(), own.version(), own.rank(), own.answers() + 1);
    }
}
