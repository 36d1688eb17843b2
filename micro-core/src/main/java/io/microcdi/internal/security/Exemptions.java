package io.microcdi.internal.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.SecurityMode;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.wire.Excerpts;

/**
 * Lets peers do what their proofs do not allow, in the modes that refuse nobody. In the mode {@code permissive} the
 * audit log says what another mode would refuse: once in ten minutes for the same peer and reason. So it does with
 * refusals that a peer cannot tell from an answer, and may cause again and again. A line that the
 * {@linkplain Audit bounds of that log} leave out may come again after a minute. Thread-safe.
 */
public final class Exemptions {

    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LEFT_OUT_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_REMEMBERED = 1_000;

    private final ConnectPolicy policy;
    private final Audit audit;
    private final LongSupplier clock;
    /**
     * Until when each line is not written again. The keys are the texts and not their hashes: a peer chooses a part of a
     * text, and could hide a line behind another one with the same hash.
     */
    private final Map<Line, Long> silent = new LinkedHashMap<>();

    private record Line(boolean refused, RefusalKind kind, String who, @Nullable String from, String what) {
    }

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
     * @param kind the kind of the refusal in another mode
     * @param who returns the peer, as it calls itself. Only the mode {@code permissive} asks for it
     * @param what returns the reason of the refusal. Only the mode {@code permissive} asks for it
     */
    public boolean exempt(RefusalKind kind, PeerIdentity identity, Supplier<String> who, Supplier<String> what) {
        SecurityMode mode = policy.mode(); // read once, because the mode may change between two calls
        if (identity.selfCheck() || ConnectPolicy.enforces(mode)) {
            return false;
        }
        if (mode == SecurityMode.PERMISSIVE) {
            write(new Line(false, kind, Excerpts.of(who.get()), identity.remote(), Excerpts.of(what.get())));
        }
        return true;
    }

    /**
     * Returns whether a peer may look up a namespace that its proof does not let it see. If it may not, the audit log has a
     * line: the peer gets the same answer as for an unknown namespace. Call this only then.
     *
     * @param who returns the peer, as it calls itself
     */
    public boolean maySee(String namespace, PeerIdentity identity, Supplier<String> who) {
        Supplier<String> what = () -> "its token does not allow it to look up " + namespace;
        if (exempt(RefusalKind.RIGHTS, identity, who, what)) {
            return true;
        }
        write(new Line(true, RefusalKind.RIGHTS, Excerpts.of(who.get()), identity.remote(), Excerpts.of(what.get())));
        return false;
    }

    private void write(Line line) {
        // before the line is written, so that of several threads one writes it
        if (isDue(line)) {
            SafeLog.write(() -> {
                if (!(line.refused ? audit.refused(line.kind, line.who, line.from, line.what)
                        : audit.wouldRefuse(line.kind, line.who, line.from, line.what))) {
                    silence(line, LEFT_OUT_NANOS);
                }
            });
        } else if (line.refused) {
            audit.refusedAgain();
        }
    }

    private synchronized boolean isDue(Line line) {
        Long until = silent.get(line);
        if (until != null && until - clock.getAsLong() > 0) {
            return false;
        }
        silence(line, SILENCE_NANOS);
        return true;
    }

    private synchronized void silence(Line line, long nanos) {
        silent.remove(line);
        if (silent.size() >= MAX_REMEMBERED) {
            silent.remove(silent.keySet().iterator().next());
        }
        silent.put(line, clock.getAsLong() + nanos);
    }
}
