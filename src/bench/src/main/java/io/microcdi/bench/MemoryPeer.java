package io.microcdi.bench;

import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;
import io.microcdi.standalone.RegistryServer;

/** The other end of a link in memory: all that the registry holds of it is the registry's own. */
final class MemoryPeer implements Transport {

    private String last;

    /** Connects to a registry under the path of a plain Node.js peer. */
    static Receiver connect(RegistryServer registry, MemoryPeer peer, String path) {
        return registry.accept(peer, path, null);
    }

    /** The last message that came. */
    String last() {
        return last;
    }

    @Override
    public void send(String text, Sent done) {
        last = text;
        done.sent(null);
    }

    @Override
    public void ping() {
        // it is never silent for long enough
    }

    @Override
    public void close(int code, String reason) {
        // nothing is under it
    }
}
