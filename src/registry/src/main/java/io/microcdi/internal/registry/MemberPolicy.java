package io.microcdi.internal.registry;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;

/**
 * The policy of a registry, which also admits the links of the other registries of its cluster (wire, The cluster). A member
 * that dials proves that it knows the token of this start, which travels within the cluster only. So a cluster needs no other
 * secret for its calls. The proof may be sent without TLS: it counts once, for one announcement of a visitor, and allows
 * nothing but {@link MemberCalls#URL}. Each call there has another proof, which counts on its link only. Thread-safe.
 */
final class MemberPolicy implements ConnectPolicy {

    private static final String BEARER = "Bearer ";
    /** The beginning of a proof. No token begins so, because a token begins with its header, which is encoded JSON. */
    private static final String MEMBER = "member.";
    /**
     * The beginning of each text whose HMAC is a proof. {@link MemberCalls} has other labels, so that no proof can serve for
     * another purpose.
     */
    private static final String LABEL = "handshake\n";
    /** The largest number of stored diallers. A cluster does not have so many starts of registries while one of them runs. */
    private static final int MAX_PEERS = 1_000;
    private static final int MAX_DIGITS = 18;

    private final ConnectPolicy policy;
    /** The number of proofs of this start, so that no two are equal. */
    private final AtomicLong numbers = new AtomicLong();
    /** The number of the last proof of each dialler. The dialler with the oldest proof is removed first. */
    private final Map<String, Long> last = new LinkedHashMap<>(16, 0.75f, true);
    private volatile @Nullable Replication replication;
    private volatile String token = "";

    MemberPolicy(ConnectPolicy policy) {
        this.policy = policy;
    }

    /** Called at each start, with a new token. */
    void begin(Replication cluster, String newToken) {
        synchronized (last) {
            last.clear();
        }
        token = newToken;
        replication = cluster;
    }

    void end() {
        replication = null;
        token = "";
    }

    @Override
    public Decision decide(ConnectRequest request, Announcement announced, Self self) {
        String header = request.authorization();
        if (announced == null || header == null || !header.startsWith(BEARER + MEMBER)) {
            return policy.decide(request, announced, self);
        }
        // only the announcement of a visitor counts, as a registry has: a proof for any other announcement would register an
        // instance
        if (!MemberCalls.isMember(token, announced) || !isProof(header.substring(BEARER.length()), announced)) {
            return refused();
        }
        return Decision.admit(new PeerIdentity(request.remote(), NamespaceGlobs.of(List.of(announced.namespace())),
                NamespaceGlobs.NONE, NamespaceGlobs.NONE, true, null, Long.MAX_VALUE, request.proxied()));
    }

    @Override
    public Decision decide(ConnectRequest request, Self self) {
        return policy.decide(request, self);
    }

    /** A link that a proof has opened needs no renewal, because each call over it has a proof for this link. */
    @Override
    public Decision renew(String presented, PeerIdentity before, Announcement announced, Self self) {
        if (!presented.startsWith(MEMBER)) {
            return policy.renew(presented, before, announced, self);
        }
        return isProof(presented, announced) ? Decision.admit(before) : refused();
    }

    private static Decision refused() {
        return Decision.refuse(ConnectRefusal.UNAUTHORIZED, "its proof is not that of a registry of this cluster");
    }

    /** Returns whether a proof is valid, and newer than all earlier proofs of its dialler. */
    private boolean isProof(String proof, Announcement announced) {
        String expected = token;
        String[] parts = proof.split("\\.", 4);
        if (expected.isEmpty() || parts.length != 3 || !isNumber(parts[1])
                || !Lease.isProof(parts[2], expected, LABEL + parts[1], textOf(announced))) {
            return false;
        }
        long number = Long.parseLong(parts[1]);
        synchronized (last) {
            Long before = last.get(announced.namespace());
            if (before != null && before >= number) {
                return false;
            }
            last.put(announced.namespace(), number);
            if (last.size() > MAX_PEERS) {
                last.remove(last.keySet().iterator().next());
            }
            return true;
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * Returns the text that a proof is made for. The namespace of a dialling registry is new at each start of either
     * registry.
     */
    private static String textOf(Announcement announced) {
        return " " + announced.namespace() + " " + announced.key();
    }

    @Override
    public Optional<String> authorization(Announcement announced, Self self, InstanceKey target, String namespace,
            boolean secure) {
        Replication cluster = replication;
        Optional<Replication.Member> member = cluster == null || !namespace.equals(self.namespace()) ? Optional.empty()
                : cluster.members().stream().filter(each -> !each.self() && isAt(each, target)).findFirst();
        if (member.isEmpty()) {
            return policy.authorization(announced, self, target, namespace, secure);
        }
        String number = Long.toString(numbers.incrementAndGet());
        return Optional.of(BEARER + MEMBER + number + "."
                + Lease.proof(member.get().token(), LABEL + number, textOf(announced)));
    }

    private static boolean isAt(Replication.Member member, InstanceKey target) {
        try {
            return !member.url().isEmpty() && InstanceKey.of(URI.create(member.url())).equals(target);
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    @Override
    public Optional<String> ownProof() {
        return policy.ownProof();
    }

    @Override
    public boolean renews() {
        return policy.renews();
    }

    @Override
    public boolean enforces() {
        return policy.enforces();
    }

    @Override
    public boolean isFixed() {
        return policy.isFixed();
    }

    @Override
    public Optional<ConnectRefusal> refusalNow(PeerIdentity identity) {
        return policy.refusalNow(identity);
    }

    @Override
    public SecurityMode mode() {
        return policy.mode();
    }

    @Override
    public void started(String namespace) {
        policy.started(namespace);
    }
}
