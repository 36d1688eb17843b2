package io.microcdi.internal.discovery;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.node.PeerAddress;

/**
 * Looks for more instances where a registry tells of none by itself: every 30 s it is asked for one that is not known yet,
 * until it has none or three are known. Calls are spread over what was found.
 */
final class InstanceRefresh {

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(30);
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
        alarm = timer.every(PAUSE, () -> directory.namespaces().forEach(this::widen));
    }

    synchronized void stop() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    private void widen(String namespace) {
        List<PeerAddress> known = directory.known(namespace);
        if (known.isEmpty() || known.size() >= MIN_INSTANCES || directory.isTold()) {
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
