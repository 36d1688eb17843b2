package io.microcdi.internal.registry.web;

import java.util.HashMap;
import java.util.Map;

/**
 * The places of the calls in work. A call may last for an hour, and holds a connection, its objects and a small payload
 * that nothing else counts. One address gets four fifths of the places, so that others have the rest. Thread-safe.
 */
final class CallPlaces {

    private static final int SHARE_DIVISOR = 5;

    private final int max;
    private final int maxOfAddress;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int inUse;

    CallPlaces(int max) {
        this.max = max;
        this.maxOfAddress = max - max / SHARE_DIVISOR;
    }

    /**
     * Takes a place.
     *
     * @return gives the place back, once
     * @throws GatewayRefusal with 503 if there is none
     */
    Runnable enter(String address) {
        synchronized (this) {
            int own = byAddress.getOrDefault(address, 0);
            if (inUse >= max || own >= maxOfAddress) {
                throw new GatewayRefusal(503,
                        "there are " + (inUse >= max ? max + " calls" : own + " calls of your address")
                                + " in work already (" + RegistryServerKeys.MAX_CALLS.name() + ")",
                        1);
            }
            inUse++;
            byAddress.put(address, own + 1);
        }
        return new OnceRunnable(() -> leave(address));
    }

    private synchronized void leave(String address) {
        inUse--;
        byAddress.computeIfPresent(address, (key, own) -> own == 1 ? null : own - 1);
    }
}
