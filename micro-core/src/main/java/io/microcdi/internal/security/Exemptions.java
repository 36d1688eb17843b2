package io.microcdi.internal.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.microcdi.config.SecurityMode;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.wire.Excerpts;

/**
 * Lets peers do what their proofs do not allow, in the modes that refuse nobody. In the mode {@code permissive} the
 * audit log says what another mode would refuse: once in ten minutes for the same peer and reason. Thread-safe.
 */
public final class Exemptions {

    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int MAX_REMEMBERED = 1_000;

    private final ConnectPolicy policy;
    private final Audit audit;
    private final LongSupplier clock;
    /**
     * The times of the lines, the oldest first. The keys are the texts and not their hashes: a peer chooses a part of a
     * text, and could hide a line behind another one with the same hash.
     */
    private final Map<String, Long> written = new LinkedHashMap<>();

    /**
     * Makes exemptions.
     *
     * @param clock the nanoseconds of a timer
     */
    public Exemptions(ConnectPolicy policy, Audit audit, LongSupplier clock) {
        this.policy = policy;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Returns whether a peer may do what its proof does not allow. Call this only then.
     *
     * @param status the HTTP status of the refusal in another mode
     * @param who the peer, as it calls itself
     * @param what the reason of the refusal
     */
    public boolean exempt(int status, PeerIdentity identity, String who, String what) {
        SecurityMode mode = policy.mode(); // read once, because the mode may change between two calls
        if (identity.selfCheck() || ConnectPolicy.enforces(mode)) {
            return false;
        }
        // an excerpt has no line feed
        if (mode == SecurityMode.PERMISSIVE && isNew(String.join("\n", Integer.toString(status), Excerpts.of(who),
                String.valueOf(identity.remote()), Excerpts.of(what)))) {
            SafeLog.write(() -> audit.wouldRefuse(Integer.toString(status), who, identity.remote(), what));
        }
        return true;
    }

    private synchronized boolean isNew(String line) {
        long now = clock.getAsLong();
        Long before = written.get(line);
        if (before != null && now - before < SILENCE_NANOS) {
            return false;
        }
        written.remove(line);
        if (written.size() >= MAX_REMEMBERED) {
            written.remove(written.keySet().iterator().next());
        }
        written.put(line, now);
        return true;
    }
}
