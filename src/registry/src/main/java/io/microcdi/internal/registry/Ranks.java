package io.microcdi.internal.registry;

import java.util.List;

import io.microcdi.internal.registry.Replication.Standing;
import io.microcdi.internal.security.Lease;

/** How an own registration stands to those of the same key at other registries. */
final class Ranks {

    private Ranks() {
    }

    /**
     * Of a registration that begins.
     *
     * @param others those of its key at other registries
     */
    static Standing first(String lease, List<RemoteInstance> others) {
        String hash = Lease.hash(lease);
        int rank = others.stream().filter(other -> !other.isOrphan())
                .mapToInt(other -> other.standing().rank() + 1).max().orElse(0);
        return new Standing(hash, hash, 0, rank, 0);
    }

    /** Of one by whom the lease of another was proved. */
    static Standing after(Standing own, Standing proved) {
        return new Standing(own.lease(), proved.line(), proved.version() + 1, 0, own.answers());
    }

    /** Of one whose node answered when another came. */
    static Standing answered(Standing own) {
        return new Standing(own.lease(), own.line(), own.version(), own.rank(), own.answers() + 1);
    }
}
