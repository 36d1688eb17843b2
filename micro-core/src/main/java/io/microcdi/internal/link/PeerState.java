package io.microcdi.internal.link;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.wire.Excerpts;

/**
 * The state of the peer at the other end of a link. It holds the announcement of the peer; until the hello of a dialled
 * peer comes, it holds the announcement under which this node dialled it. Thread-safe. A member changes with the hello,
 * with a new proof, or when the peer leaves.
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

    /** Feature: texts beside the payload, among them the correlation id. */
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
    private volatile boolean onlyAnswers;
    private volatile boolean calledBack;
    private volatile boolean exempted;
    private volatile boolean anyName;
    private volatile boolean suspected;
    private volatile Supplier<Optional<String>> proof = Optional::empty;
    private volatile PeerInfo info;
    private volatile int maxMessage;
    private volatile Predicate<String> idempotent = url -> false;
    private volatile @Nullable Object sentRoutes;
    /** Only the reading thread of the link uses it. */
    private long held;
    private volatile boolean leaving;
    private volatile String nonce = "";
    private volatile String cluster = "";
    private final CompletableFuture<PeerInfo> greeting = new CompletableFuture<>();
    /** Made for the first that waits: most links are in use only after their hello. Then it is read without a lock. */
    private volatile CompletableFuture<PeerInfo> greetingOrNone;
    /** Only a registry tells that it has registered this node. */
    private final CompletableFuture<String> registration;

    /**
     * Makes the state of the peer of a new link.
     *
     * @param announced the announcement of the peer, or the one under which this node dialled it
     * @param dialled whether this node dialled the peer
     * @param maxMessage the characters that a message may have until the hello names another bound
     */
    public PeerState(Announcement announced, boolean dialled, int maxMessage) {
        this(announced, dialled, announced.namespace().isEmpty(), maxMessage);
    }

    /**
     * Makes the state of the peer of a new link, if its namespace does not determine the dialect.
     *
     * @param secondDialect whether the peer speaks commands (wire, The second dialect)
     */
    public PeerState(Announcement announced, boolean dialled, boolean secondDialect, int maxMessage) {
        this(announced, dialled, secondDialect, maxMessage, "");
    }

    /**
     * Makes the state of the peer of a new link, if its hello must have a certain id.
     *
     * @param expectedId the id that the hello must have; empty if any id will do, or no hello at all
     */
    public PeerState(Announcement announced, boolean dialled, boolean secondDialect, int maxMessage,
            String expectedId) {
        this(announced, dialled, secondDialect, maxMessage, expectedId, PeerIdentity.UNPROVED);
    }

    /**
     * Makes the state of the peer of a link that this node accepted.
     *
     * @param identity the identity that the handshake has proved
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
        this.info = announced.info();
        this.ownMaxMessage = maxMessage;
        this.maxMessage = maxMessage;
    }

    /** Returns the key under which the peer listens. */
    public InstanceKey key() {
        return announced.key();
    }

    /** Returns the namespace that the peer announced, or under which this node dialled it. */
    public String namespace() {
        return announced.namespace();
    }

    /** Returns the identity that the peer has proved. A dialled peer has proved none by its handshake. */
    public PeerIdentity identity() {
        return identity;
    }

    /**
     * Returns where the peer is, for the audit log: the IP address from which it has connected, or else the address that
     * this node has dialled; {@code null} if the server does not show it.
     */
    public @Nullable String from() {
        String remote = identity.remote();
        return remote != null ? remote : dialled ? key() + " (dialled by this node)" : null;
    }

    /** Replaces the identity that the handshake has proved by that of a new proof. */
    public void renew(PeerIdentity renewed) {
        identity = renewed;
    }

    /** Sets when the proof ends, in the nanoseconds of the timer. Later changes of the clock do not move this time. */
    public void endsAt(long nanos) {
        end = nanos;
        mayEnd = true;
    }

    /** Lets the link outlive the proof of the peer. */
    public void endsNever() {
        mayEnd = false;
    }

    /** Returns whether the proof of the peer has ended. */
    public boolean hasEnded(long now) {
        return mayEnd && now - end >= 0;
    }

    /** Returns the announcement of the peer, or the one under which this node dialled it. */
    public Announcement announced() {
        return announced;
    }

    /** Sets the source of new proofs of this node for a dialled peer. A proof has the form of the header of a handshake. */
    public void proveBy(Supplier<Optional<String>> proofs) {
        proof = proofs;
    }

    /** Returns a new proof of this node for the peer; empty if this node dialled the peer without a proof. */
    public Optional<String> newProof() {
        return proof.get();
    }

    /** Returns whether the peer takes commands in place of urls with payloads (wire, The second dialect). */
    public boolean isSecondDialect() {
        return secondDialect;
    }

    /** Refuses calls of the peer over this link: it was dialled, and has presented no token. */
    public void takesNoCalls() {
        onlyAnswers = true;
    }

    /** Returns whether this node has dialled the peer, and takes no calls over this link. */
    public boolean onlyAnswers() {
        return onlyAnswers;
    }

    /** Returns true at its first call, and perhaps at one that another thread makes at the same time. */
    public boolean isFirstCallBack() {
        boolean first = !calledBack;
        calledBack = true;
        return first;
    }

    /**
     * Marks that the peer has registered, or watches, what its proof does not allow, because the mode refuses nobody.
     * The link must end when the mode changes.
     */
    public void exempted() {
        exempted = true;
    }

    /** Returns whether the link must end when the mode refuses peers. */
    public boolean isExempted() {
        return exempted;
    }

    /** Returns whether this node dialled the peer. */
    public boolean isDialled() {
        return dialled;
    }

    /** Returns the additions that the peer announced; {@link PeerInfo#NONE} for a Node.js peer, and before the hello. */
    public PeerInfo info() {
        return info;
    }

    /** Returns the characters of the largest message that the peer takes. */
    public int maxMessage() {
        return maxMessage;
    }

    /** Returns whether the peer announced a route as idempotent. */
    public boolean isIdempotent(String url) {
        return idempotent.test(url);
    }

    /**
     * Returns a future that completes when the hello comes. A Node.js peer sends none. The future fails if a dialled link
     * closes without a hello.
     */
    public CompletableFuture<PeerInfo> greeting() {
        return greeting;
    }

    /**
     * Returns a future that completes when the features of the peer are known: when the hello of a dialled peer has
     * come, or when the node no longer waits for it. It never fails.
     */
    public CompletableFuture<PeerInfo> greetingOrNone() {
        CompletableFuture<PeerInfo> made = greetingOrNone;
        return made != null ? made : makeGreetingOrNone();
    }

    private synchronized CompletableFuture<PeerInfo> makeGreetingOrNone() {
        if (greetingOrNone == null) {
            greetingOrNone = dialled && !secondDialect ? greeting.exceptionally(failure -> PeerInfo.NONE)
                    : CompletableFuture.completedFuture(info);
        }
        return greetingOrNone;
    }

    /** Ends the wait for a hello. A peer sends it as its first message. */
    public void withoutGreeting() {
        greetingOrNone().complete(PeerInfo.NONE);
    }

    /** Returns whether this node sends nothing to the peer before the hello. */
    public boolean mustGreet() {
        return suspected || !expectedId.isEmpty();
    }

    /** Sends nothing before the hello, because another one has answered there before. */
    public void suspect() {
        suspected = true;
    }

    /** It was dialled by its address only, and may have any namespace. */
    public void mayHaveAnyName() {
        anyName = true;
    }

    /**
     * Returns whether a hello is that of the dialled peer. Another service may use its address by now.
     *
     * @param helloNamespace empty if the hello did not say
     */
    public boolean isExpected(String helloId, String helloNamespace) {
        return (expectedId.isEmpty() || expectedId.equals(helloId))
                && (anyName || helloNamespace.isEmpty() || helloNamespace.equals(namespace()));
    }

    /** Returns whether the peer leaves. It takes no new requests, except for a moment. */
    public boolean isLeaving() {
        return leaving;
    }

    /** Marks the peer as leaving. */
    public void leaving() {
        leaving = true;
    }

    /** Sets the content of the hello. The caller calls {@link #greeted()} afterwards. */
    public void greet(PeerInfo newInfo, int newMaxMessage, Predicate<String> idempotentRoutes) {
        info = newInfo;
        maxMessage = newMaxMessage > 0 ? newMaxMessage : ownMaxMessage;
        idempotent = idempotentRoutes;
    }

    /** Replaces the idempotent routes by those of a later hello. */
    public void idempotent(Predicate<String> idempotentRoutes) {
        idempotent = idempotentRoutes;
    }

    /**
     * Sets the bytes that the routes of the hello take.
     *
     * @return how many more they are than before
     */
    public long held(long bytes) {
        long more = bytes - held;
        held = bytes;
        return more;
    }

    /** Returns the idempotent routes that this node has told the peer last; {@code null} if it has sent no hello. */
    public @Nullable Object sentRoutes() {
        return sentRoutes;
    }

    /** Sets the idempotent routes that this node tells the peer. */
    public void sentRoutes(Object routes) {
        sentRoutes = routes;
    }

    /** Completes {@link #greeting()}. The link is ready for the features of the hello. */
    public void greeted() {
        greeting.complete(info);
    }

    /** Returns the nonce in the hello of this link, of either end; empty for none. */
    public String nonce() {
        return nonce;
    }

    /** Sets the nonce of the hello, or removes it when it is not needed any more. */
    public void nonce(String newNonce) {
        nonce = newNonce;
    }

    /** Returns the name of the cluster that the hello of a registry announced; empty for none. */
    public String cluster() {
        return cluster;
    }

    /** Sets the name of the cluster. */
    public void cluster(String name) {
        cluster = name;
    }

    /**
     * Returns a future that completes with the lease when a dialled registry has registered this node. It never
     * completes at a registry that knows no leases.
     */
    public CompletableFuture<String> registration() {
        return registration;
    }

    /** Completes {@link #registration()}. It has no effect if the peer is not a registry. */
    public void registered(String lease) {
        if (registration != null) {
            registration.complete(lease);
        }
    }

    /** Fails {@link #greeting()}, because no hello has come in time, or that of another peer. */
    public void refuse(String reason) {
        greeting.completeExceptionally(new IOException(reason));
    }

    /** Fails the futures of a link that has closed. */
    public void gone(int code) {
        if (dialled && !greeting.isDone()) {
            greeting.completeExceptionally(new IOException("closed the link with " + code + " instead of a hello"));
        }
        if (registration != null) {
            registration.completeExceptionally(new IOException("closed the link with " + code));
        }
    }

    /** Returns a text for messages and logs, for example {@code payments at 10.0.0.5:8080}. */
    @Override
    public String toString() {
        return Excerpts.of(namespace() + " at " + key());
    }
}
