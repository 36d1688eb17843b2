package io.microcdi.internal.discovery;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.node.PeerAddress;

/**
 * Looks for more instances of a namespace if no registry sends its changes. Every 30 s it asks a registry for an
 * instance that is not known yet, until the registry has no other or three instances are known. Calls are then spread
 * over these instances.
 */
final class InstanceRefresh {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MIN_INSTANCES = 3;

    private final Directory directory;
    private final Timer timer;
    private Timer.Alarm alarm;

    InstanceRefresh(Directory directory, Timer timer) {
        this.directory = directory;
        this.timer = timer;
    }

    synchronized void start() {
        stop();
        alarm = timer.every(PAUSE_NANOS, () -> directory.namespaces().forEach(this::widen));
    }

    synchronized void stop() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    private void widen(String namespace) {
        List<PeerAddress> known = directory.known(namespace);
        if (known.isEmpty() || known.size() >= MIN_INSTANCES || directory.isWatched(namespace)) {
            return;
        }
        List<String> keys = known.stream().map(address -> address.key().toString()).toList();
        directory.find(namespace, keys).thenAccept(found -> {
            if (found != null && directory.known(namespace).size() > known.size()) {
                widen(namespace);
            }
        });
    }
}
