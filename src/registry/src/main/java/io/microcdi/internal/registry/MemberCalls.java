package io.microcdi.internal.registry;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.registry.Replication.Member;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonSyntaxException;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.Metadata;
import io.microcdi.internal.wire.WireLimits;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.registry.RegistryKeys;

/**
 * Calls between the registries of a cluster, over ordinary links. A registry that forwards a call sends it to the
 * registry that has the link of the instance (wire, The cluster). Each registry sends the others a token through the
 * cluster, by which it recognises them later. Thread-safe.
 */
final class MemberCalls {

    /** The own route of each registry for calls of the other registries. */
    static final String URL = "/-/forward";
    private static final String PROOF = "member.";
    /** The longest time for the hello of a member. */
    private static final long HELLO_NANOS = TimeUnit.SECONDS.toNanos(5);
    /**
     * The end of the host of a visitor, which is a node that asks the registry but cannot be called. The domain name system
     * reserves this name, so that no real host has it.
     */
    static final String VISITOR = ".invalid";
    /**
     * The labels at the beginning of each text whose HMAC is a proof. All proofs have the same key, and the other end
     * chooses a part of the text. Without the labels a proof of one kind could serve as a proof of another kind.
     */
    private static final String VISITOR_LABEL = "visitor\n";
    private static final String CALL_LABEL = "call\n";

    private final Node node;
    private final Map<String, CompletableFuture<Link>> links = new ConcurrentHashMap<>();
    private volatile @Nullable Replication replication;
    private volatile String token = "";

    MemberCalls(Node node) {
        this.node = node;
    }

    /** A call that a registry sends to the owner of an instance. */
    record Call(String namespace, String key, String url, @Nullable String payload, String correlationId,
            Map<String, String> entries) {

        /** Returns a text without the payload and the metadata. */
        @Override
        public String toString() {
            return "Call[namespace=" + namespace + ", key=" + key + ", correlationId=" + correlationId + "]";
        }
    }

    /**
     * A call as it came.
     *
     * @param proof not checked yet
     */
    record Received(Call call, String proof) {

        /** Returns a text without the proof. */
        @Override
        public String toString() {
            return "Received[" + call + "]";
        }
    }

    /** Called at each start, with a new token. */
    void begin(Replication cluster, String newToken) {
        replication = cluster;
        token = newToken;
    }

    void end() {
        replication = null;
        links.clear();
    }

    /**
     * Returns the link to an owner, and dials one if there is none. The future fails if the owner is not known, or
     * cannot be reached.
     */
    CompletableFuture<Link> link(String owner) {
        CompletableFuture<Link> known = links.get(owner);
        if (known != null && isUsable(known)) {
            return known;
        }
        Replication cluster = replication;
        Member member = cluster == null ? null
                : cluster.members().stream().filter(each -> each.owner().equals(owner)).findFirst().orElse(null);
        if (member == null || member.url().isEmpty()) {
            links.remove(owner);
            return CompletableFuture.failedFuture(new IllegalStateException("no address of the registry is known"));
        }
        // each start of a registry is a new owner. An open link stays for the case that its owner becomes a member again
        Set<String> owners = cluster.members().stream().map(Member::owner).collect(Collectors.toSet());
        links.entrySet().removeIf(each -> !owners.contains(each.getKey()) && !isUsable(each.getValue()));
        CompletableFuture<Link> mine = new CompletableFuture<>();
        if (known == null ? links.putIfAbsent(owner, mine) != null : !links.replace(owner, known, mine)) {
            return link(owner);
        }
        dial(member, mine);
        return mine;
    }

    /** Returns whether a link is open or being dialled. */
    private static boolean isUsable(CompletableFuture<Link> link) {
        return !link.isDone() || !link.isCompletedExceptionally() && link.join().isOpen();
    }

    private void dial(Member member, CompletableFuture<Link> opened) {
        try {
            node.dial(URI.create(member.url()), Namespaces.REGISTRY, announcementFor(member))
                    .thenCompose(this::greeted)
                    .whenComplete((link, failure) -> {
                        if (failure == null) {
                            opened.complete(link);
                        } else {
                            opened.completeExceptionally(failure);
                        }
                    });
        } catch (RuntimeException | Error e) { // an open future would let all calls to that registry wait
            opened.completeExceptionally(e);
        }
    }

    /** Returns a future that fails if the other end sends no hello, because the address may lead to another server. */
    private CompletableFuture<Link> greeted(Link link) {
        CompletableFuture<Link> greeted = link.peer().greeting().thenApply(hello -> link);
        Timer.Alarm late = node.environment().timer().after(HELLO_NANOS,
                () -> greeted.completeExceptionally(new TimeoutException("said no hello")));
        return greeted.whenComplete((hello, failure) -> {
            late.cancel();
            if (failure != null) {
                link.close(CloseCodes.NORMAL, "no registry");
            }
        });
    }

    /**
     * Returns the announcement that shows a member, even before the handshake, that another member dials. Its namespace
     * is a proof that only members can make. No caller looks up the namespace of a visitor.
     */
    private Announcement announcementFor(Member member) {
        Announcement visitor = node.visitor();
        return new Announcement(visitor.key(), proof(member.token(), visitor.key()), visitor.info());
    }

    /** Returns the namespace by which a visitor is recognised. */
    static String proof(String token, InstanceKey key) {
        // with a prefix, because a proof may begin with a character that no namespace may begin with
        return PROOF + Lease.proof(token, VISITOR_LABEL, key.toString());
    }

    /** Returns whether an announcement is that of a member of the cluster. Such an announcement gives no further rights. */
    boolean isMember(Announcement announced) {
        return replication != null && isMember(token, announced);
    }

    /** Returns whether an announcement is that of a visitor that knows a token. */
    static boolean isMember(String token, Announcement announced) {
        return !token.isEmpty() && announced.key().host().endsWith(VISITOR)
                && announced.namespace().startsWith(PROOF)
                && Lease.isProof(announced.namespace().substring(PROOF.length()), token, VISITOR_LABEL,
                        announced.key().toString());
    }

    /** Returns the reason why an owner could not be reached, as the end of a sentence. */
    String whyNot(String owner) {
        Replication cluster = replication;
        boolean silent = cluster != null && cluster.members().stream()
                .anyMatch(member -> member.owner().equals(owner) && member.url().isEmpty());
        return Member.nameOf(owner) + (silent ? ", which has told the cluster no address: set "
                + RegistryKeys.CLUSTER_URL.name() + " there"
                : ", which does not answer: if it has died, the instance registers with another one within seconds;"
                        + " if it runs, this registry cannot reach it");
    }

    /** Sends a call to the owner of an instance. */
    void send(Link link, String owner, Call call, @Nullable String authorization, OutboundRequest request) {
        Replication cluster = replication;
        String proof = cluster == null ? "" : cluster.members().stream()
                .filter(each -> each.owner().equals(owner)).findFirst()
                .map(member -> Lease.proof(member.token(), CALL_LABEL + link.peer().nonce(), URL)).orElse("");
        link.request(JsonText.quote(URL), write(call, proof),
                link.takesMetadata() ? Metadata.of(call.correlationId(), authorization, Map.of()) : null, request);
    }

    /** Returns a call as JSON text for another registry. The correlation id is not part of it. */
    static String write(Call call, String proof) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"proof\":").append(JsonText.quote(proof))
                .append(",\"namespace\":").append(JsonText.quote(call.namespace()))
                .append(",\"key\":").append(JsonText.quote(call.key()))
                .append(",\"url\":").append(JsonText.quote(call.url()))
                .append(",\"metadata\":{");
        String comma = "";
        for (Map.Entry<String, String> entry : call.entries().entrySet()) {
            json.append(comma).append(JsonText.quote(entry.getKey())).append(':')
                    .append(JsonText.quote(entry.getValue()));
            comma = ",";
        }
        json.append('}');
        if (call.payload() != null) {
            json.append(",\"payload\":").append(call.payload());
        }
        return json.append('}').toString();
    }

    /**
     * Reads a call of another registry.
     *
     * @throws RequestRefusedException with 400 if it is not one, with 403 if it comes from no registry of this cluster
     */
    Call read(Link link, String json, String correlationId) {
        Received received = parse(json, correlationId);
        String nonce = link.peer().nonce();
        if (token.isEmpty() || nonce.isEmpty() || !Lease.isProof(received.proof(), token, CALL_LABEL + nonce, URL)) {
            String reason = URL + " is for registries of this cluster";
            node.audit().refused(RefusalKind.RIGHTS, link.peer().toString(), link.peer().from(), reason);
            throw new RequestRefusedException(403, reason);
        }
        return received.call();
    }

    /**
     * Reads what {@link #write(Call, String)} wrote.
     *
     * @throws RequestRefusedException with 400 if it is no call, or has metadata that no application may send
     */
    static Received parse(@Nullable String json, String correlationId) {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> entries = new HashMap<>();
        String payload = null;
        try {
            JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
            scanner.reset(json == null ? "" : json);
            scanner.enter('{');
            for (boolean first = true; scanner.nextMember(first); first = false) {
                String name = scanner.name();
                if (name.equals("payload")) {
                    int start = scanner.skipValue();
                    payload = json.substring(start, scanner.position());
                } else if (name.equals("metadata")) {
                    scanner.enter('{');
                    for (boolean none = true; scanner.nextMember(none); none = false) {
                        entries.put(scanner.name(), scanner.string());
                    }
                } else {
                    texts.put(name, scanner.string());
                }
            }
        } catch (JsonSyntaxException e) {
            throw new RequestRefusedException(400, URL + " expects a call of a registry");
        }
        if (!entries.keySet().stream().allMatch(Metadata::isOwnName) || !Metadata.fits(null, entries)) {
            throw new RequestRefusedException(400, URL + " expects the metadata of an application");
        }
        return new Received(new Call(texts.getOrDefault("namespace", ""), texts.getOrDefault("key", ""),
                texts.getOrDefault("url", ""), payload, correlationId, entries), texts.getOrDefault("proof", ""));
    }

    /** Returns an answer as JSON text for another registry. */
    static String write(ProxyAnswer answer) {
        return "{\"outcome\":" + JsonText.quote(answer.outcome().name())
                + ",\"status\":" + JsonText.quote(answer.status())
                + ",\"executed\":" + answer.mayHaveExecuted()
                + (answer.message() == null ? "" : ",\"message\":" + JsonText.quote(answer.message()))
                + (answer.payload() == null ? "" : ",\"payload\":" + answer.payload()) + "}";
    }

    /** Reads what {@link #write} wrote. */
    static ProxyAnswer answer(@Nullable String json) {
        String outcome = "";
        String status = "";
        String message = null;
        String payload = null;
        boolean executed = true;
        try {
            JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
            scanner.reset(json == null ? "" : json);
            scanner.enter('{');
            for (boolean first = true; scanner.nextMember(first); first = false) {
                switch (scanner.name()) {
                    case "outcome" -> outcome = scanner.string();
                    case "status" -> status = scanner.string();
                    case "message" -> message = scanner.string();
                    case "executed" -> {
                        int start = scanner.skipValue();
                        executed = json.startsWith("true", start);
                    }
                    case "payload" -> {
                        int start = scanner.skipValue();
                        payload = json.substring(start, scanner.position());
                    }
                    default -> scanner.skipValue();
                }
            }
            ProxyAnswer answer = new ProxyAnswer(ProxyAnswer.Outcome.valueOf(outcome), status, payload, message,
                    executed);
            if (answer.outcome() == ProxyAnswer.Outcome.FAILED || !status.isEmpty()) {
                checkStatus(status);
            }
            return answer;
        } catch (JsonSyntaxException | IllegalArgumentException e) {
            return new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "502", null,
                    "the answer of another registry of the cluster cannot be read", true);
        }
    }

    /**
     * Checks the status of an answer, which the gateway writes as JSON.
     *
     * @throws IllegalArgumentException or JsonSyntaxException if it is neither a number nor a text in quotes
     */
    private static void checkStatus(String status) {
        JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
        scanner.reset(status);
        scanner.skipValue();
        if (scanner.position() != status.length() || "\"-0123456789".indexOf(status.charAt(0)) < 0) {
            throw new IllegalArgumentException("no status");
        }
    }
}
