package io.microcdi.internal.link;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.wire.Excerpts;

/**
 * What is known of the other end: what it announced, or as what it was dialled until its hello came. Thread-safe; each
 * member changes at most once, with the hello or when the other end leaves.
 */
public final class PeerState {

    /** Feature: several frames in one message. */
    public static final String BATCH = "batch";
    /** Feature: the text of messages as the UTF-8 of binary ones. */
    public static final String BINARY = "binary";
    /** Feature: the time that is left travels with a request. */
    public static final String DEADLINE = "deadline";

    /** Feature: failures say whether the handler ran, and may have a body. */
    public static final String ERRORS = "errors";

    /** Feature: texts beside the payload, as the correlation id. */
    public static final String METADATA = "metadata";

    /** Feature: a node that leaves says so, and numbers its requests in the order in which they are written. */
    public static final String LEAVING = "leaving";

    /** The feature of a node that only answers over the links that it has dialled. Others dial it to call it. */
    public static final String ANSWERS_ONLY = "answers-only";

    private final Announcement announced;
    private final boolean dialled;
    private final boolean secondDialect;
    private final int ownMaxMessage;
    private final String expectedId;
    private volatile PeerIdentity identity;
    private volatile long end;
    private volatile boolean mayEnd;
    private volatile Supplier<Optional<String>> proof = Optional::empty;
    private volatile PeerInfo extras;
    private volatile int maxMessage;
    private volatile Predicate<String> idempotent = url -> false;
    private volatile boolean leaving;
    private volatile String nonce = "";
    private volatile String cluster = "";
    private final CompletableFuture<PeerInfo> greeting = new CompletableFuture<>();
    /** Only a registry tells that it has registered this node. */
    private final CompletableFuture<String> registration;

    /**
     * The other end of a new link.
     *
     * @param announced what it announced; for one that was dialled, as what
     * @param dialled whether this side dialled
     * @param maxMessage characters that are assumed to be taken until it says otherwise
     */
    public PeerState(Announcement announced, boolean dialled, int maxMessage) {
        this(announced, dialled, announced.namespace().isEmpty(), maxMessage);
    }

    /**
     * The other end of a new link, where its namespace does not tell the dialect.
     *
     * @param secondDialect whether it speaks commands (wire, The second dialect)
     */
    public PeerState(Announcement announced, boolean dialled, boolean secondDialect, int maxMessage) {
        this(announced, dialled, secondDialect, maxMessage, "");
    }

    /**
     * The other end of a new link, which has to prove itself.
     *
     * @param expectedId the id that its hello must say; empty for any, or none at all
     */
    public PeerState(Announcement announced, boolean dialled, boolean secondDialect, int maxMessage,
            String expectedId) {
        this(announced, dialled, secondDialect, maxMessage, expectedId, PeerIdentity.UNPROVED);
    }

    /**
     * The other end of a link that was accepted.
     *
     * @param identity what the handshake has proved
     */
    public PeerState(Announcement announced, int maxMessage, PeerIdentity identity) {
        this(announced, false, announced.namespace().isEmpty(), maxMessage, "", identity);
    }

    private PeerState(Announcement announced, boolean dialled, boolean secondDialect, int maxMessage,
            String expectedId, PeerIdentity identity) {
        this.identity = identity;
        this.announced = announced;
        this.expectedId = expectedId;
        this.secondDialect = secondDialect;
        this.dialled = dialled;
        this.registration = dialled && announced.namespace().equals(Namespaces.REGISTRY) ? new CompletableFuture<>()
                : null;
        this.extras = announced.extras();
        this.ownMaxMessage = maxMessage;
        this.maxMessage = maxMessage;
    }

    /** Where it listens. */
    public InstanceKey key() {
        return announced.key();
    }

    /** The namespace that it announced, or was dialled as. */
    public String namespace() {
        return announced.namespace();
    }

    /** What it has proved in its handshake. A peer that was dialled has proved nothing by that. */
    public PeerIdentity identity() {
        return identity;
    }

    /** A new proof takes the place of the one in the handshake. */
    public void renew(PeerIdentity renewed) {
        identity = renewed;
    }

    /** The time of a timer at which its proof ends, in nanoseconds; later changes of the clock do not move it. */
    public void endsAt(long nanos) {
        end = nanos;
        mayEnd = true;
    }

    /** Whether its proof has ended. */
    public boolean hasEnded(long now) {
        return mayEnd && now - end >= 0;
    }

    /** What it announced; for one that was dialled, as what. */
    public Announcement announced() {
        return announced;
    }

    /** Gives the proofs of this side to the other end, which was dialled: the header of the handshake, made anew. */
    public void proveBy(Supplier<Optional<String>> proofs) {
        proof = proofs;
    }

    /** A new proof of this side to the other end; empty if it was dialled without one. */
    public Optional<String> newProof() {
        return proof.get();
    }

    /** Whether it is sent commands instead of urls with payloads (wire, The second dialect). */
    public boolean isSecondDialect() {
        return secondDialect;
    }

    /** Whether this side dialled. */
    public boolean isDialled() {
        return dialled;
    }

    /** What it says of itself; {@link PeerInfo#NONE} for a Node.js peer, and until a hello came. */
    public PeerInfo extras() {
        return extras;
    }

    /** The largest message that it takes, in characters. */
    public int maxMessage() {
        return maxMessage;
    }

    /** Whether it announced a route as one that may be repeated. */
    public boolean isIdempotent(String url) {
        return idempotent.test(url);
    }

    /**
     * Completes when the hello came; a Node.js peer sends none. Fails when a link that was dialled is closed without one.
     */
    public CompletableFuture<PeerInfo> greeting() {
        return greeting;
    }

    /** Whether nothing may be sent to it before its hello came. */
    public boolean mustGreet() {
        return !expectedId.isEmpty();
    }

    /**
     * Whether a hello is that of whoever was dialled: an address may be used by another service by now.
     *
     * @param helloNamespace empty if the hello did not say
     */
    public boolean isExpected(String helloId, String helloNamespace) {
        return expectedId.isEmpty() || expectedId.equals(helloId)
                && (helloNamespace.isEmpty() || helloNamespace.equals(namespace()));
    }

    /** Whether the other end has said that it leaves: it takes no new requests, except for a moment. */
    public boolean isLeaving() {
        return leaving;
    }

    /** The other end has said that it leaves. */
    public void leaving() {
        leaving = true;
    }

    /** Takes in what the hello says; {@link #greeted()} is to follow. */
    public void greet(PeerInfo newExtras, int newMaxMessage, Predicate<String> idempotentRoutes) {
        extras = newExtras;
        maxMessage = newMaxMessage > 0 ? newMaxMessage : ownMaxMessage;
        idempotent = idempotentRoutes;
    }

    /** The hello came, and the link is ready for what it allows. */
    public void greeted() {
        greeting.complete(extras);
    }

    /** The nonce in the hello of this link, of either end; empty if it has none. */
    public String nonce() {
        return nonce;
    }

    /** Sets the nonce of the hello, or removes it when it is not needed any more. */
    public void nonce(String newNonce) {
        nonce = newNonce;
    }

    /** The name of the cluster that the hello of a registry announced; empty for none. */
    public String cluster() {
        return cluster;
    }

    /** Sets the name of the cluster. */
    public void cluster(String name) {
        cluster = name;
    }

    /**
     * Completes with the lease when a registry that was dialled has registered this node. It never completes at a registry
     * that knows no leases.
     */
    public CompletableFuture<String> registration() {
        return registration;
    }

    /** A registry has registered this node. From other peers this means nothing. */
    public void registered(String lease) {
        if (registration != null) {
            registration.complete(lease);
        }
    }

    /** No hello is waited for any more, or it was another's. */
    public void refuse(String reason) {
        greeting.completeExceptionally(new IOException(reason));
    }

    /** The link is closed. */
    public void gone(int code) {
        if (dialled && !greeting.isDone()) {
            greeting.completeExceptionally(new IOException("closed the link with " + code + " instead of a hello"));
        }
        if (registration != null) {
            registration.completeExceptionally(new IOException("closed the link with " + code));
        }
    }

    /** For messages and logs: {@code payments at 10.0.0.5:8080}. */
    @Override
    public String toString() {
        return Excerpts.of(namespace() + " at " + key());
    }
}
