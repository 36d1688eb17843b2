package io.microcdi.internal.security;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;

/** Decides who may connect, and gives the proof with which this node connects to others. Thread-safe. */
public interface ConnectPolicy {

    /** Admits all peers, none of which has proved anything. */
    ConnectPolicy OFF = new ConnectPolicy() {

        @Override
        public Decision decide(ConnectRequest request, Announcement announced, Self self) {
            return Decision.admit(PeerIdentity.UNPROVED.from(request));
        }

        @Override
        public SecurityMode mode() {
            return SecurityMode.OFF;
        }
    };

    /** The close code of a peer that may not connect. */
    int CLOSE_CODE = 1008;

    /** The namespace in a token for an address whose namespace the dialler does not know. */
    String ANY_NAMESPACE = "*";

    /**
     * Decides about a handshake.
     *
     * @param announced the announcement in its path and query
     * @param self this node
     */
    Decision decide(ConnectRequest request, Announcement announced, Self self);

    /**
     * Decides about an HTTP request to the registry, which announces nothing. A valid token for the registry, or a
     * certificate, proves enough.
     *
     * @param self this node
     */
    default Decision decide(ConnectRequest request, Self self) {
        return Decision.admit(PeerIdentity.UNPROVED.from(request));
    }

    /**
     * Decides about a proof that a peer presents in place of an earlier one, while its link is open.
     *
     * @param presented the token, without {@code Bearer}
     * @param before the identity of the peer until now
     */
    default Decision renew(String presented, PeerIdentity before, Announcement announced, Self self) {
        return Decision.admit(before);
    }

    /**
     * Returns the value of the header {@code Authorization} for a handshake; empty for none.
     *
     * @param said the announcement of this node in the handshake
     * @param target the dialled address
     * @param namespace the dialled namespace, or {@link #ANY_NAMESPACE}
     * @param secure whether the handshake is encrypted
     * @throws IllegalStateException if a proof would be needed, and must not be sent there. The message names the key
     */
    default Optional<String> authorization(Announcement said, Self self, InstanceKey target, String namespace,
            boolean secure) {
        return Optional.empty();
    }

    /**
     * Returns why this node sends no token to an address, although it has one; {@code null} if it sends one.
     *
     * @param secure whether the handshake is encrypted
     */
    default @Nullable String noToken(InstanceKey target, boolean secure) {
        return null;
    }

    /** Returns the value of the header {@code Authorization} for a handshake of this node with itself; empty for none. */
    default Optional<String> ownProof() {
        return Optional.empty();
    }

    /** Returns whether this node makes and accepts tokens, which are renewed while a link is open. */
    default boolean renews() {
        return false;
    }

    /** Returns whether a peer that proves too little is refused. */
    default boolean enforces() {
        return enforces(mode());
    }

    /** Returns whether a peer that proves too little is refused in a mode. */
    static boolean enforces(SecurityMode mode) {
        return mode == SecurityMode.AUTO || mode == SecurityMode.REQUIRED;
    }

    /** Returns the mode. */
    default SecurityMode mode() {
        return SecurityMode.AUTO;
    }

    /** Returns whether the mode stays the same while this node runs. */
    default boolean isFixed() {
        return true;
    }

    /** Returns why a peer whose link is open would not be admitted now, because the mode has changed; empty if it would. */
    default Optional<ConnectRefusal> refusalNow(PeerIdentity identity) {
        return Optional.empty();
    }

    /** Called at each start of a node. Warns of settings that protect less than the default. */
    default void started(String namespace) {
        // nothing is configured
    }

    /** Called once at each start, when the node that runs knows its address. Warns of calls that will fail. */
    default void announced(String namespace, InstanceKey key) {
        // nobody is refused
    }

    /**
     * The node whose policy it is.
     *
     * @param key its own key; {@code null} if it is not known
     */
    record Self(String namespace, InstanceKey key) {
    }

    /**
     * A decision about a handshake.
     *
     * @param identity the identity of the peer; {@code null} if the handshake is refused
     * @param refusal the refusal; {@code null} if the handshake is admitted. If there is an identity too, the refusal in a
     *        stricter mode
     */
    record Decision(PeerIdentity identity, ConnectRefusal refusal) {

        /** Returns a decision that admits a peer. */
        public static Decision admit(PeerIdentity identity) {
            return new Decision(identity, null);
        }

        /** Returns a decision that refuses a peer. */
        public static Decision refuse(int status, String reason) {
            return new Decision(null, new ConnectRefusal(status, CLOSE_CODE, reason));
        }

        /** Returns whether the peer is admitted. */
        public boolean isAdmitted() {
            return identity != null;
        }
    }
}
