package io.microcdi.internal.security;

import java.util.Optional;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;

/** Decides who may connect, and gives the proof with which this node connects to others. Thread-safe. */
public interface ConnectPolicy {

    /** Admits all peers, none of which has proved anything. */
    ConnectPolicy OFF = new ConnectPolicy() {
        @Override
        public Decision decide(ConnectRequest request, Announcement announced) {
            return Decision.admit(PeerIdentity.UNPROVED.from(request.remote()));
        }

        @Override
        public Optional<String> authorization(InstanceKey target, String namespace, boolean secure) {
            return Optional.empty();
        }
    };

    /**
     * Decides about a handshake.
     *
     * @param announced the announcement in its path and query
     */
    Decision decide(ConnectRequest request, Announcement announced);

    /**
     * Returns the value of the header {@code Authorization} for a handshake; empty for none.
     *
     * @param target the dialled address
     * @param namespace the dialled namespace
     * @param secure whether the handshake is encrypted
     */
    Optional<String> authorization(InstanceKey target, String namespace, boolean secure);

    /**
     * A decision about a handshake.
     *
     * @param identity the proved identity; {@code null} if the handshake is refused
     * @param refusal the refusal; {@code null} if the handshake is admitted
     */
    record Decision(PeerIdentity identity, ConnectRefusal refusal) {

        /** Returns a decision that admits a peer. */
        public static Decision admit(PeerIdentity identity) {
            return new Decision(identity, null);
        }

        /** Returns a decision that refuses a peer. */
        public static Decision refuse(ConnectRefusal refusal) {
            return new Decision(null, refusal);
        }
    }
}
