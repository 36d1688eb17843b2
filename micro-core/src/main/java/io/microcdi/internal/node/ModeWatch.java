package io.microcdi.internal.node;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.link.Link;

/**
 * Applies a changed mode ({@code micro.security.mode-file}) to the links of a running node. An accepted link stays if its
 * handshake would be admitted now. If the new mode refuses calls over dialled links, a dialled link over which the peer may
 * call is {@linkplain Link#retire retired}. The peer does not know the new mode: it is served until that link closes, and
 * learns the mode at the next dial. Thread-safe.
 */
final class ModeWatch {

    static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Node node;
    private final LinkTable links;
    private final Handshake handshake;
    private final Optional<Boolean> callBack;
    /** The time after a change in which a handshake that was admitted before may still open a link. */
    private final long handshakeNanos;
    private SecurityMode applied;
    private boolean changed;
    private long changedAt;

    ModeWatch(Node node, LinkTable links, Handshake handshake, MicroConfig config) {
        this.node = node;
        this.links = links;
        this.handshake = handshake;
        this.callBack = config.find(ConfigKeys.SECURITY_CALL_BACK);
        this.handshakeNanos = Math.max(config.get(ConfigKeys.HANDSHAKE_TIMEOUT).toNanos(),
                config.get(ConfigKeys.CONNECT_TIMEOUT).toNanos()) + PERIOD_NANOS;
        this.applied = node.policy().mode();
    }

    /** Returns whether the peers that the node dials may call it over those links. */
    boolean mayCallBack() {
        return callBack.orElse(applied != SecurityMode.REQUIRED);
    }

    synchronized void check() {
        SecurityMode now = node.policy().mode();
        long time = node.environment().timer().nanoTime();
        if (now != applied) {
            applied = now;
            changed = true;
            changedAt = time;
            node.callBack(mayCallBack());
        } else if (!changed || time - changedAt > handshakeNanos) {
            return;
        }
        for (Link link : links.all()) {
            if (!link.peer().isDialled()) {
                handshake.recheck(link);
            } else if (!mayCallBack() && !link.peer().onlyAnswers()
                    && !link.peer().namespace().equals(Namespaces.REGISTRY)) {
                link.retire();
            }
        }
    }
}
