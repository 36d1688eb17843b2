package io.microcdi.it.proxy;

import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;

/** The events of a node's links. */
final class Events implements NodeListener {

    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> coming = new LinkedBlockingQueue<>();
    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void registryJoined(URI registry) {
        add("joined");
    }

    @Override
    public void registryLost(URI registry) {
        add("lost");
    }

    @Override
    public void linkClosed(MicroPeer peer, int code, String reason) {
        add("closed " + peer.namespace());
    }

    private void add(String event) {
        all.add(event);
        coming.add(event);
    }

    /** Waits for one, past all that come before it. */
    void await(String event) throws InterruptedException {
        String next = coming.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (next != null && !next.equals(event)) {
            next = coming.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        if (next == null) {
            throw new AssertionError("no \"" + event + "\" in " + PATIENCE_SECONDS + " s; there were " + all);
        }
    }

    List<String> all() {
        return all;
    }
}
