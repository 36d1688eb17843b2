package io.microcdi.internal.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/**
 * Closes sockets whose handshake was answered though their link is refused. A Node.js peer dials again at once, a hundred
 * times a second: it is closed only after a while (wire, section 1). Thread-safe.
 */
final class Refusals {

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(3);
    private static final int MOST_WAITING = 1_000;

    private final NodeEnvironment environment;
    private final BooleanSupplier running;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    Refusals(NodeEnvironment environment, BooleanSupplier running) {
        this.environment = environment;
        this.running = running;
    }

    /** Who receives from the socket until it is closed. */
    Receiver refuse(Transport transport, int code, String reason, String query) {
        Waiting refused = new Waiting(transport, code, CloseCodes.cut(reason));
        if (code == CloseCodes.LEAVING || isKnown(query) || waiting.size() >= MOST_WAITING) {
            close(refused);
        } else {
            waiting.add(refused);
            environment.timer().after(PAUSE, () -> {
                if (waiting.remove(refused)) {
                    close(refused);
                }
            });
            // whoever stops the node may have looked before this one waited, and has ended the timer
            if (!running.getAsBoolean() && waiting.remove(refused)) {
                close(refused);
            }
        }
        return Refused.INSTANCE;
    }

    /** The node has stopped: nobody is kept waiting. */
    void closeAll() {
        waiting.removeIf(refused -> {
            close(refused);
            return true;
        });
    }

    private void close(Waiting refused) {
        environment.io().close(() -> refused.transport.close(refused.code, refused.reason));
    }

    /** Nodes of this project wait by themselves before they dial again. */
    private static boolean isKnown(String query) {
        try {
            return PeerInfo.parse(query).known();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Compared by identity: two sockets may be refused alike. */
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
