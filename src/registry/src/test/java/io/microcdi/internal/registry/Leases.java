package io.microcdi.internal.registry;

import java.util.List;

import io.microcdi.internal.security.Lease;
import io.microcdi.testing.RawPeer;

/** Reads and proves the lease of a node that registers by hand. */
final class Leases {

    private Leases() {
    }

    /** The lease that a registry told last; empty if it told none. */
    static String told(RawPeer peer) {
        List<String> told = peer.received().stream().filter(frame -> frame.contains("\"/-/registered\"")).toList();
        return told.isEmpty() ? "" : text(told.get(told.size() - 1), "lease");
    }

    /** The nonce in the hello. */
    static String nonce(RawPeer peer) {
        return text(peer.received().get(0), "nonce");
    }

    /** The push of a proof. */
    static String proof(String lease, String nonce, String key) {
        return "{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/lease\",\"data\":{\"proof\":\""
                + Lease.proof(lease, nonce, key) + "\"}}}";
    }

    private static String text(String frame, String member) {
        String name = "\"" + member + "\":\"";
        int start = frame.indexOf(name) + name.length();
        return frame.substring(start, frame.indexOf('"', start));
    }
}
