package io.microcdi.internal.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.IgnoringReceiver;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/**
 * Closes refused sockets whose handshake was already answered. A refused Node.js peer dials again at once, a hundred
 * times a second. Its socket is therefore closed only after a delay (wire, Connecting). Thread-safe.
 */
final class DelayedRefusals {

    private static final long CLOSE_DELAY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int MAX_WAITING = 1_000;

    private final NodeEnvironment environment;
    private final BooleanSupplier running;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    DelayedRefusals(NodeEnvironment environment, BooleanSupplier running) {
        this.environment = environment;
        this.running = running;
    }

    /** Refuses a socket. Returns the receiver of its messages until it is closed. */
    Receiver refuse(Transport transport, int code, String reason, String query) {
        Waiting refused = new Waiting(transport, code, CloseCodes.cut(reason));
        if (code == CloseCodes.LEAVING || isKnown(query) || waiting.size() >= MAX_WAITING) {
            close(refused);
        } else {
            waiting.add(refused);
            environment.timer().after(CLOSE_DELAY_NANOS, () -> {
                if (waiting.remove(refused)) {
                    close(refused);
                }
            });
            // stop() may have closed the waiting sockets before this one was added, and ended the timer
            if (!running.getAsBoolean() && waiting.remove(refused)) {
                close(refused);
            }
        }
        return IgnoringReceiver.INSTANCE;
    }

    /** Closes all waiting sockets at once. Called when the node has stopped. */
    void closeAll() {
        waiting.removeIf(refused -> {
            close(refused);
            return true;
        });
    }

    private void close(Waiting refused) {
        environment.io().closing().execute(() -> refused.transport.close(refused.code, refused.reason));
    }

    /** Returns whether the peer is a node of this project. Such a node waits before it dials again. */
    private static boolean isKnown(String query) {
        try {
            return PeerInfo.parse(query).known();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * A socket that waits to be closed. Compared by identity, because two sockets may be refused with equal code and
     * reason.
     */
    private static final class Waiting {

        private final Transport transport;
        private final int code;
        private final String reason;

        Waiting(Transport transport, int code, String reason) {
            this.transport = transport;
            this.code = code;
            this.reason = reason;
        }
    }
}
