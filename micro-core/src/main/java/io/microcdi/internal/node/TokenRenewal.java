package io.microcdi.internal.node;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.JsonTrees;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.JsonText;

/**
 * Renews the tokens with which a node has dialled its links (wire, Tokens). The other end closes a link when its token
 * ends.
 */
final class TokenRenewal {

    static final String URL = "/-/token";
    /** The feature of nodes that take new tokens on an open link. */
    static final String FEATURE = "token";

    /** A third of the time for which a token is valid: two pushes may be lost or late. */
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final String BEARER = "Bearer ";

    private final RefusalLog log;

    TokenRenewal(Timer timer) {
        this.log = new RefusalLog(timer, NodeLog.LOG::notRenewed);
    }

    /** Returns the pause between two renewals, in nanoseconds. */
    static long periodNanos() {
        return PERIOD_NANOS;
    }

    /**
     * Sends a new token, if this node has dialled the link with a token, and the peer accepts new ones. It never throws, so
     * that a failure at one link does not prevent the renewal of the others.
     */
    void send(Link link) {
        PeerState peer = link.peer();
        try {
            renew(link, peer);
        } catch (RuntimeException e) {
            log.refused(peer.toString(), Excerpts.of(e));
        }
    }

    private static void renew(Link link, PeerState peer) {
        if (peer.isDialled() && link.isOpen() && peer.info().has(FEATURE)) {
            Optional<String> proof = peer.newProof();
            proof.ifPresent(authorization -> link.push("\"" + URL + "\"",
                    "{\"token\":" + JsonText.quote(authorization.substring(BEARER.length())) + "}"));
        }
    }

    /** Returns the token of a push; a text that is no token if there is none. */
    static String read(String payload) {
        try {
            JsonValue value = JsonTrees.read(payload);
            return value instanceof JsonObject object ? object.getString("token", "") : "";
        } catch (JsonException | ClassCastException e) {
            return "";
        }
    }
}
