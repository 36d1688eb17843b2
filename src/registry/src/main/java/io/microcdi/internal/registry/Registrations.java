package io.microcdi.internal.registry;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.LinkObserver;
import io.microcdi.internal.node.RefusalLog;
import io.microcdi.internal.registry.Challenges.Candidate;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.registry.DepartureView;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.RegistryKeys;

/**
 * Who is registered: a link opened is an instance present, a link closed is an instance gone (wire, The registry). A live
 * link is never replaced by another party's, and a close removes its own registration only.
 */
final class Registrations implements LinkObserver {

    private static final long PROOF_OF_LIFE = 2_000_000_000L;

    /** Lines about instances that join and leave, a minute. The page has the others. */
    private static final int MAX_NEWS = 600;

    private static final int MAX_DRAWN_AGAIN = 8;
    private static final String LEAVING = "leaving";
    private static final String STANDS_BY = CloseCodes.NORMAL + " " + CloseCodes.STANDS_BY;
    static final String MEMORY_SHORT = "the registry is short of memory";
    private static final String REGISTERED_URL = JsonText.quote(Lease.REGISTERED);
    private static final Runnable NOTHING = () -> {
    };

    private final Timer timer;
    private final RefusalLog used;
    private final HeapGuard heap;
    private final Predicate<Announcement> members;
    private final Audit audit;
    private final LogLimit news = LogLimit.perMinute(MAX_NEWS, RegistryLog.LOG::newsLeftOut);
    private final LogLimit warnings = LogLimit.ofWarnings(RegistryLog.LOG::warningsLeftOut);
    /** Of its own: a node that reports badly does so with each heartbeat. */
    private final LogLimit badReports = LogLimit.ofWarnings(RegistryLog.LOG::warningsLeftOut);
    private final int maxNamespaces;
    private final int maxInstances;
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
    private final Map<Link, LocalInstance> byLink = new ConcurrentHashMap<>();
    private final Challenges challenges = new Challenges();
    private final Departures departures = new Departures();
    private final CallMap calls;
    private final RegistryEvents events;
    private final Holds holds = new Holds();
    private final Watches watches;
    /** Changes last: whoever sees that somebody came or left finds it so in the namespaces. */
    private volatile int count;
    private volatile boolean stopping;
    private final Evictions evictions;
    /** {@code null} without a cluster. */
    private @Nullable Replication replication;
    private final LongAdder handshakes = new LongAdder();
    private final LongAdder registered = new LongAdder();
    private final LongAdder removed = new LongAdder();

    /**
     * Nobody is registered at first.
     *
     * @param members tells whether an announcement is that of another registry of the cluster
     * @param readsNothing as in {@link Evictions}
     */
    Registrations(Timer timer, MicroConfig config, Audit audit, HeapGuard heap, Predicate<Announcement> members,
            BooleanSupplier readsNothing) {
        this.timer = timer;
        this.audit = audit;
        this.heap = heap;
        this.members = members;
        this.evictions = new Evictions(timer, config, readsNothing);
        this.events = new RegistryEvents(timer,
                config.get(RegistryKeys.HEARTBEAT_TIMEOUT));
        this.used = new RefusalLog(timer, RegistryLog.LOG::addressInUse);
        this.watches = new Watches(timer, config.get(RegistryKeys.MAX_WATCHES), this::instancesOf);
        this.calls = new CallMap(timer, byLink::values);
        this.maxNamespaces = config.get(RegistryKeys.MAX_NAMESPACES);
        this.maxInstances = config.get(RegistryKeys.MAX_INSTANCES);
    }

    @Override
    public void opened(Link link) {
        if (!link.peer().isDialled()) {
            handshakes.increment();
            if (isRefusedForMemory(link.peer().announced())) {
                link.close(CloseCodes.TRY_AGAIN_LATER, MEMORY_SHORT);
                return;
            }
        }
        // the dot at the end of an absolute name makes no other one
        String host = link.peer().key().host();
        boolean visitor = host.endsWith(MemberCalls.VISITOR) || host.endsWith(MemberCalls.VISITOR + ".");
        // one of the second dialect says its namespace later, and whom we dialled is registered by its own link
        if (!visitor && !link.peer().isDialled() && !link.peer().isSecondDialect()) {
            enter(new Candidate(link, link.peer().namespace())).run();
        }
    }

    /**
     * Returns whether a link must be refused because memory is short, and counts it. An instance that comes back here is not
     * refused, and another registry of the cluster neither. One that is registered at another registry needs memory that this
     * one has not spent yet: it is refused later than others, but before the memory runs out. Else the registries of a cluster
     * would die one after the other.
     */
    boolean isRefusedForMemory(Announcement announced) {
        if (!heap.isShort() || wasHere(announced) || members.test(announced)
                || isKnown(announced) && !heap.isNearlyFull()) {
            return false;
        }
        heap.refused();
        return true;
    }

    private boolean wasHere(Announcement announced) {
        String key = announced.key().toString();
        return local(announced.namespace(), key) != null || departures.has(announced.namespace(), key);
    }

    private boolean isKnown(Announcement announced) {
        return instance(announced.namespace(), announced.key().toString()) != null;
    }

    /** A node of the second dialect says its namespace; the last one that it says counts. */
    void online(Link link, String namespace) {
        rename(link, namespace).run();
    }

    private synchronized Runnable rename(Link link, String namespace) {
        Candidate candidate = new Candidate(link, namespace);
        if (challenges.remove(link) != null && local(namespace, candidate.key()) != null) {
            // it waits for one place: each other one would cost a ping and an alarm
            return () -> refuseUsed(candidate);
        }
        LocalInstance present = byLink.get(link);
        if (present == null) {
            return enter(candidate);
        }
        return present.namespace().equals(namespace) ? NOTHING : vacate(link, candidate, "now " + namespace);
    }

    /** What is to be said follows outside the lock: no peer that reads slowly may hold all others up. */
    private synchronized Runnable enter(Candidate candidate) {
        if (!candidate.link().isOpen()) {
            // its end may have come already, and will not come again
            return NOTHING;
        }
        String key = candidate.key();
        Namespace namespace = namespaces.get(candidate.namespace());
        LocalInstance present = namespace == null ? null : namespace.local(key);
        if (present != null) {
            return again(present, candidate);
        }
        if (namespace == null && namespaces.size() >= maxNamespaces) {
            return () -> refuse(candidate, maxNamespaces, "namespaces", RegistryKeys.MAX_NAMESPACES.name());
        }
        if (byLink.size() >= maxInstances) {
            return () -> refuse(candidate, maxInstances, "instances", RegistryKeys.MAX_INSTANCES.name());
        }
        return register(candidate);
    }

    private Runnable enterAll(List<Candidate> candidates) {
        Runnable all = NOTHING;
        for (Candidate candidate : candidates) {
            all = both(all, enter(candidate));
        }
        return all;
    }

    private static Runnable both(Runnable first, Runnable second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    private void refuse(Candidate candidate, int count, String what, String configKey) {
        if (warnings.permits(timer.nanoTime())) {
            RegistryLog.LOG.tooMany(candidate.namespace(), Excerpts.of(candidate.key()), count, what, configKey);
        }
        candidate.link().close(CloseCodes.TRY_AGAIN_LATER, "too many " + what);
    }

    private Runnable register(Candidate candidate) {
        // others are told the milliseconds, and all must decide alike which of two is the elder
        LocalInstance instance = new LocalInstance(candidate.link(), candidate.namespace(), timer.nanoTime(),
                timer.now().truncatedTo(ChronoUnit.MILLIS));
        List<RemoteInstance> others = replication == null ? List.of() : remote(instance);
        if (replication != null) {
            instance.standing(Ranks.first(instance.lease(), others));
        }
        show(instance);
        byLink.put(candidate.link(), instance);
        evictions.add(instance);
        count = byLink.size();
        registered.increment();
        tellOthers(instance);
        if (others.isEmpty()) {
            candidate.link().peer().nonce("");
        }
        return () -> {
            tellLease(candidate.link(), instance);
            // outside the lock and last, since a log may be slow
            if (news.permits(timer.nanoTime())) {
                RegistryLog.LOG.joined(instance.namespace(), Excerpts.of(instance.key().toString()));
            }
        };
    }

    /** Adds an instance, and tells the watchers if they see another under its key now. */
    private void show(Instance instance) {
        Instance before = shown(instance);
        // by the key, so that all that share one are hidden or not
        instance.hold(holds.get(instance.namespace(), instance.key().toString()));
        namespaces.compute(instance.namespace(), (name, known) -> {
            // in here, so that nobody sees a new one empty
            Namespace namespace = known == null ? new Namespace() : known;
            namespace.add(instance);
            namespace.changed(timer.now());
            return namespace;
        });
        try {
            if (before == null) {
                events.joined(instance.namespace(), instance.key().toString(), instance.hold());
            }
            if (shown(instance) == instance && instance.hold() == null
                    && (before == null || !before.isListedAs(instance))) {
                watches.added(instance);
            }
        } catch (RuntimeException | Error failure) {
            // nobody else would take it out, and a second attempt would add another one
            takeOut(instance);
            throw failure;
        }
    }

    /** Removes an instance that could not be shown, and tells nobody. */
    synchronized void takeOut(Instance instance) {
        namespaces.computeIfPresent(instance.namespace(), (name, namespace) -> {
            namespace.remove(instance);
            return namespace.size() == 0 ? null : namespace;
        });
    }

    /** Removes an instance. Returns whether none is left of its key. */
    private boolean hide(Instance instance, String reason) {
        boolean wasShown = shown(instance) == instance;
        boolean last = wasShown && instance.behind() == null;
        if (last) {
            // first, so that whoever sees that it is gone is told why
            departures.add(new DepartureView(instance.namespace(), instance.key().toString(), timer.now(), reason));
            if (instance instanceof LocalInstance) {
                departures.recognise(instance.isSecondDialect() ? "" : instance.namespace(), instance.key().toString());
            }
        }
        namespaces.computeIfPresent(instance.namespace(), (name, namespace) -> {
            if (last && namespace.size() == 1) {
                return null;
            }
            namespace.remove(instance);
            namespace.changed(timer.now());
            return namespace;
        });
        try {
            if (last && !stopping) {
                events.gone(instance.namespace(), instance.key().toString(), reason);
            }
        } finally {
            if (wasShown && !stopping && instance.hold() == null) {
                tellWatchers(instance);
            }
        }
        return last;
    }

    private void tellWatchers(Instance hidden) {
        Instance now = shown(hidden);
        if (now == null) {
            watches.removed(hidden);
        } else if (!now.isListedAs(hidden)) {
            watches.added(now);
        }
    }

    /** Tells the other registries of an own instance. */
    private void tellOthers(LocalInstance instance) {
        if (replication != null) {
            replication.put(instance.entry());
        }
    }

    /** Why an instance was not hidden from callers, or not shown again; {@code DONE} if it was. */
    enum Held {
        DONE, UNKNOWN, TOO_MANY, NOT_HELD
    }

    /**
     * Hides an instance from callers, or shows it to them again, at all registries of a cluster.
     *
     * @param hold {@code null} to show it
     * @param by the person who did it
     * @param reason what happened, in English
     */
    synchronized Held hold(String name, String key, @Nullable Hold hold, String by, String reason) {
        boolean known = instance(name, key) != null;
        if (hold != null && !(known && holds.hasPlace(name, key))) {
            return known ? Held.TOO_MANY : Held.UNKNOWN;
        }
        if (hold == null && holds.get(name, key) == null) {
            return known ? Held.NOT_HELD : Held.UNKNOWN;
        }
        act(name, key, hold, by, reason);
        return Held.DONE;
    }

    private void act(String name, String key, @Nullable Hold hold, String by, String reason) {
        apply(name, key, holds.set(name, key, hold, timer.now()), hold, by, reason);
        if (replication != null) {
            replication.act(holds.text(name, key));
        }
    }

    private void apply(String name, String key, @Nullable Hold before, @Nullable Hold hold, String by,
            String reason) {
        Namespace namespace = namespaces.get(name);
        Instance shown = namespace == null ? null : namespace.get(key);
        if (namespace == null || shown == null) {
            return;
        }
        namespace.hold(key, hold);
        namespace.changed(timer.now());
        if (hold == null && before != null) {
            watches.added(shown);
        } else if (hold != null && before == null) {
            watches.removed(shown);
        }
        events.add(hold == null ? EventType.RESTORED : hold.type(), name, key, reason, by);
    }

    /** Takes over what persons did at another registry of the cluster. */
    synchronized void holdsElsewhere(String text) {
        holds.merge(text, change -> {
            Hold now = change.now();
            String by = now == null ? "" : now.by();
            apply(change.namespace(), change.key(), change.before(), now, by, now == null
                    ? "restored at another registry" : now.type().text() + " by " + by + " at another registry");
        });
    }

    /** Returns what persons did, for other registries of the cluster. */
    synchronized List<String> holds() {
        return holds.texts();
    }

    private synchronized void sweepHolds() {
        for (String id : holds.sweep(timer.now(), this::isPresent)) {
            String[] named = RegistryEvent.named(id);
            act(named[0], named[1], null, "", "the time of the ejection is over");
        }
    }

    private boolean isPresent(String id) {
        String[] named = RegistryEvent.named(id);
        return detail(named[0], named[1]) != null;
    }

    /** All of a namespace, with what the HTTP API tells, made as the stream is read; none for an unknown one. */
    Stream<InstanceDetail> details(String name) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? Stream.empty() : namespace.details(timer.nanoTime());
    }

    /** As {@link Namespace#details(long, String, int)}; none for an unknown namespace. */
    List<InstanceDetail> details(String name, String after, int limit) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? List.of() : namespace.details(timer.nanoTime(), after, limit);
    }

    @Nullable
    InstanceDetail detail(String name, String key) {
        Instance instance = instance(name, key);
        return instance == null ? null : instance.detail(timer.nanoTime());
    }

    /** Who calls an instance, as it reports. */
    List<CallEdge> callers(String name, String key) {
        Instance instance = instance(name, key);
        return instance == null ? List.of() : CallMap.callers(instance, timer.nanoTime());
    }

    /** Takes what another registry tells of calls: the sums, or what its instances have served. */
    void callsElsewhere(String owner, String text) {
        if (InstanceCalls.isText(text)) {
            InstanceCalls.read(text, (name, key) -> remote(owner, name, key), timer.nanoTime());
        } else {
            calls.remote(owner, text);
        }
    }

    private @Nullable RemoteInstance remote(String owner, String name, String key) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? null : namespace.remote(key).stream()
                .filter(instance -> instance.owner().equals(owner)).findFirst().orElse(null);
    }

    /** The instance of a key; {@code null} if there is none. */
    @Nullable
    Instance instance(String name, String key) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? null : namespace.get(key);
    }

    private @Nullable Instance shown(Instance one) {
        Namespace namespace = namespaces.get(one.namespace());
        return namespace == null ? null : namespace.get(one.key().toString());
    }

    private List<RemoteInstance> remote(Instance one) {
        Namespace namespace = namespaces.get(one.namespace());
        return namespace == null ? List.of() : namespace.remote(one.key().toString());
    }

    /** Shows what is registered elsewhere, in the place of what was registered there before. */
    void showRemote(@Nullable RemoteInstance before, RemoteInstance now) {
        met(before, now).run();
    }

    private synchronized Runnable met(@Nullable RemoteInstance before, RemoteInstance now) {
        show(now);
        if (before != null) {
            hide(before, "replaced");
        }
        Namespace namespace = namespaces.get(now.namespace());
        LocalInstance own = namespace == null ? null : namespace.local(now.key().toString());
        if (own == null || now.isOrphan()) {
            return NOTHING;
        }
        Link link = own.link();
        if (own.standing().isOfLine(now.standing())) {
            return own.ranksBefore(now) ? NOTHING : () -> {
                link.close(CloseCodes.REPLACED, "replaced");
                takeOver(link, null, "replaced").run();
            };
        }
        boolean answered = before != null && before.standing().isOfLine(now.standing())
                && now.standing().answers() > before.standing().answers();
        if (answered) {
            return own.ranksBefore(now) || own.members().equals(now.members()) ? NOTHING
                    : () -> refuseUsed(new Candidate(link, own.namespace()));
        }
        long asked = timer.nanoTime();
        timer.after(PROOF_OF_LIFE, () -> answer(own, link, asked));
        return link::ping;
    }

    /** Another registry has an instance of the same key: whether the own one lives decides. */
    private void answer(LocalInstance own, Link link, long asked) {
        boolean alive = link.isOpen() && link.silence() <= timer.nanoTime() - asked;
        if (!alive) {
            link.abort(CloseCodes.REPLACED, "replaced");
            takeOver(link, null, "replaced").run();
            return;
        }
        synchronized (this) {
            if (byLink.get(link) == own && replication != null) {
                own.standing(Ranks.answered(own.standing()));
                tellOthers(own);
            }
        }
    }

    void hideRemote(RemoteInstance instance, String reason) {
        if (isLastHidden(instance, reason)) {
            logLeft(instance, reason);
        }
    }

    private synchronized boolean isLastHidden(RemoteInstance instance, String reason) {
        boolean last = hide(instance, reason);
        if (!instance.isOrphan()) {
            last |= hideOrphans(instance, reason);
        }
        if (last) {
            endDrain(instance, reason);
        }
        return last;
    }

    /** Called without the lock, since a log may be slow. */
    private void logLeft(Instance instance, String reason) {
        if (news.permits(timer.nanoTime())) {
            RegistryLog.LOG.left(instance.namespace(), Excerpts.of(instance.key().toString()), reason);
        }
    }

    /** One that registered elsewhere after its registry was lost, and left there, has left. Returns whether none is left of its key. */
    private boolean hideOrphans(Instance left, String reason) {
        boolean last = false;
        for (RemoteInstance other : remote(left)) {
            if (other.isOrphan()) {
                last |= hide(other, reason);
            }
        }
        return last;
    }

    /** Returns whether an instance that is registered elsewhere counts here. */
    synchronized boolean knows(RemoteInstance instance) {
        return remote(instance).contains(instance);
    }

    /** The registry of an instance is lost, or back. */
    synchronized void orphan(RemoteInstance instance, boolean lost) {
        boolean alone = shown(instance) == instance && instance.behind() == null;
        if (!alone) {
            hide(instance, "");
        }
        instance.orphan(lost);
        if (!alone) {
            show(instance);
        }
    }

    /** Replicates from now on, before the first link. */
    synchronized void replicate(@Nullable Replication newReplication) {
        replication = newReplication;
    }

    /** Tells a node that it is registered, and the lease by which it proves that when it comes back. */
    private static void tellLease(Link link, LocalInstance instance) {
        if (link.peer().extras().has(Lease.FEATURE)) {
            link.push(REGISTERED_URL, "{\"lease\":" + JsonText.quote(instance.lease()) + "}");
        }
    }

    /**
     * The same key again: it waits until the present link has proved to be dead, or until it has proved the lease. Its id
     * proves nothing, since the registry tells it to everybody.
     */
    private Runnable again(LocalInstance present, Candidate candidate) {
        Link current = present.link();
        if (challenges.isChallenged(current) && !candidate.link().peer().extras().has(Lease.FEATURE)) {
            return () -> refuseUsed(candidate);
        }
        Candidate tooMany = challenges.add(current, candidate);
        long challenged = timer.nanoTime();
        timer.after(PROOF_OF_LIFE, () -> decide(current, candidate, challenged));
        return tooMany == null ? current::ping : () -> {
            current.ping();
            refuseUsed(tooMany);
        };
    }

    private void decide(Link current, Candidate challenger, long challenged) {
        if (!withdraw(current, challenger)) {
            return;
        }
        // since it was asked, not within the last two seconds: an alarm may be late
        boolean alive = current.isOpen() && current.silence() <= timer.nanoTime() - challenged;
        if (alive) {
            refuseUsed(challenger);
        } else {
            // first, since the end of the link would give its place to those that came later
            try {
                takeOver(current, challenger, "replaced").run();
            } finally {
                current.abort(CloseCodes.REPLACED, "replaced");
            }
        }
    }

    /** Returns whether a link waited for this place. It waits no longer. */
    private synchronized boolean withdraw(Link place, Candidate challenger) {
        return challenges.placeOf(challenger.link()) == place && challenges.remove(challenger.link()) != null;
    }

    /** A node that waits for its own place proves its lease. Each link has one try. */
    void prove(Link link, String proof) {
        proved(link, proof).run();
    }

    private synchronized Runnable proved(Link link, String proof) {
        String nonce = link.peer().nonce();
        link.peer().nonce("");
        Link current = challenges.placeOf(link);
        LocalInstance present = current == null ? null : byLink.get(current);
        if (nonce.isEmpty()) {
            return NOTHING;
        }
        if (present == null) {
            return adopt(link, proof, nonce);
        }
        if (!isProof(present, proof, nonce)) {
            return NOTHING;
        }
        Candidate candidate = challenges.remove(link);
        if (present.beganAfter(link)) {
            // an attempt that the node gave up before it made the present one
            return () -> link.close(CloseCodes.REPLACED, "replaced");
        }
        Runnable registered = replace(present, candidate);
        Runnable others = enterAll(challenges.removeAll(current));
        return () -> {
            current.close(CloseCodes.REPLACED, "replaced");
            registered.run();
            others.run();
        };
    }

    private static boolean isProof(Instance instance, String proof, String nonce) {
        String key = instance.key().toString();
        return instance instanceof LocalInstance own && Lease.isProof(proof, own.lease(), nonce, key)
                || instance.hasStanding() && Lease.isProof(proof, instance.standing().lease(), nonce, key);
    }

    /** A node that is registered here was registered at another registry before, and proves it. */
    private Runnable adopt(Link link, String proof, String nonce) {
        LocalInstance own = byLink.get(link);
        if (own == null || replication == null) {
            return NOTHING;
        }
        for (RemoteInstance other : remote(own)) {
            if (isProof(other, proof, nonce)) {
                hide(own, "");
                own.standing(Ranks.after(own.standing(), other.standing()));
                show(own);
                tellOthers(own);
                return NOTHING;
            }
        }
        return NOTHING;
    }

    private Runnable replace(LocalInstance present, Candidate candidate) {
        Link link = candidate.link();
        if (!present.isToldAs(link)) {
            return both(remove(present.link(), "replaced"), register(candidate));
        }
        byLink.remove(present.link());
        // first, so that the sweep finds no new link of an instance that is silent
        present.beat(timer.nanoTime());
        present.replaceLink(link);
        link.peer().nonce("");
        byLink.put(link, present);
        return () -> tellLease(link, present);
    }

    private void refuseUsed(Candidate candidate) {
        used.refused(candidate.key(), candidate.namespace());
        audit.refused(Audit.LEASE, candidate.namespace() + " at " + candidate.key(),
                candidate.link().peer().identity().remote(), "the address is in use, and no lease was proved");
        candidate.link().close(CloseCodes.POLICY, "address in use");
    }

    @Override
    public void closed(Link link, int code, String reason) {
        takeOver(link, null, code + (reason.isEmpty() ? "" : " " + Excerpts.of(reason))).run();
    }

    /** The instance is taken out at once. Its link stays, since its handlers in work may still look services up. */
    @Override
    public void leaving(Link link) {
        vacate(link, null, LEAVING).run();
    }

    /** As {@link #vacate}, of a link that has ended or is about to. */
    private synchronized Runnable takeOver(Link gone, @Nullable Candidate successor, String reason) {
        watches.closed(gone);
        return vacate(gone, successor, reason);
    }

    /**
     * A registration ends. Those that wait for its place try to have it, in the order in which they came.
     *
     * @param successor comes before them; {@code null} for none
     */
    private synchronized Runnable vacate(Link gone, @Nullable Candidate successor, String reason) {
        challenges.remove(gone);
        List<Candidate> challengers = new ArrayList<>();
        if (successor != null) {
            challengers.add(successor);
        }
        challengers.addAll(challenges.removeAll(gone));
        return both(remove(gone, reason), enterAll(challengers));
    }

    /** Announces that all links are about to be closed: watchers would take the nodes for gone, and have no registry to ask. */
    void stopping() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Takes the instance of a link out. What is to be said follows outside the lock. */
    private Runnable remove(Link link, String reason) {
        LocalInstance instance = byLink.get(link);
        if (instance == null) {
            return NOTHING;
        }
        try {
            hide(instance, reason);
            hideOrphans(instance, reason);
        } finally {
            byLink.remove(link);
            evictions.remove(instance);
            count = byLink.size();
            removed.increment();
            if (replication != null && !stopping) {
                replication.remove(new Replication.Removal(instance.namespace(), instance.key().toString(), reason));
            }
        }
        endDrain(instance, reason);
        return () -> logLeft(instance, reason);
    }

    /**
     * Ends the drain of a node that has left by itself, if none of its key is left at any registry: the next one at its
     * address is another deployment. The node may have been registered at several registries, here and elsewhere.
     */
    private void endDrain(Instance left, String reason) {
        String key = left.key().toString();
        Hold hold = holds.get(left.namespace(), key);
        if (hold != null && hold.drain() && isByItself(reason) && !stopping
                && instance(left.namespace(), key) == null) {
            act(left.namespace(), key, null, "", "it has left");
        }
    }

    /** Whether a node has left. One that stands by goes on: it has a link to another registry of the cluster. */
    private static boolean isByItself(String reason) {
        return reason.equals(LEAVING) || reason.startsWith(Integer.toString(CloseCodes.LEAVING))
                || reason.startsWith(Integer.toString(CloseCodes.NORMAL)) && !reason.equals(STANDS_BY);
    }

    /** What is answered of an instance of a namespace at random; {@code null} if none is left. */
    String find(FindRequest request, boolean withPaths, RandomGenerator random) {
        Namespace namespace = namespaces.get(request.namespace());
        return namespace == null ? null : namespace.find(random, withPaths, request.exclude());
    }

    /** An instance of a namespace at random; {@code null} if there is none. One whose registry is lost is drawn last. */
    @Nullable
    Instance draw(String name, RandomGenerator random) {
        return draw(name, random, Set.of());
    }

    /** As {@link #draw(String, RandomGenerator)}, of those that are not excluded by their keys. */
    @Nullable
    Instance draw(String name, RandomGenerator random, Set<String> excluded) {
        Namespace namespace = namespaces.get(name);
        if (namespace == null) {
            return null;
        }
        List<String> orphans = new ArrayList<>(excluded);
        Instance drawn = namespace.draw(random, true, orphans);
        Instance first = drawn;
        while (drawn != null && drawn.isOrphan() && orphans.size() < excluded.size() + MAX_DRAWN_AGAIN) {
            orphans.add(drawn.key().toString());
            drawn = namespace.draw(random, true, orphans);
        }
        return drawn == null ? first : drawn;
    }

    /** The instance of a key that has its link here; {@code null} if there is none. */
    @Nullable
    LocalInstance local(String name, String key) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? null : namespace.local(key);
    }

    /** Returns whether callers find none of a namespace although it has instances. */
    boolean isHeld(String name) {
        Namespace namespace = namespaces.get(name);
        return namespace != null && namespace.isHeld();
    }

    Watches watches() {
        return watches;
    }

    Departures departures() {
        return departures;
    }

    RegistryEvents events() {
        return events;
    }

    /** Where a node of the second dialect is told that a namespace is; {@code null} if nowhere. */
    Instance where(String name, RandomGenerator random) {
        Namespace namespace = namespaces.get(name);
        if (namespace == null) {
            namespace = namespaces.entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue).findFirst().orElse(null);
        }
        return namespace == null ? null : namespace.where(random);
    }

    private List<Instance> instancesOf(String name) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? List.of() : namespace.all();
    }

    /**
     * A heartbeat came. A node reports for itself only: its report counts for the instance that is registered by this
     * link.
     *
     * @param payload the report of its calls; {@code null} for none
     */
    void beat(Link link, @Nullable String payload) {
        LocalInstance instance = byLink.get(link);
        if (instance == null) {
            return;
        }
        long now = timer.nanoTime();
        instance.beat(now);
        if (link.peer().extras().known()) {
            try {
                instance.report(payload == null ? null : CallReport.read(payload, now));
            } catch (IllegalArgumentException e) {
                instance.report(null);
                if (badReports.permits(now)) {
                    RegistryLog.LOG.badReport(instance.namespace(), Excerpts.of(instance.key().toString()),
                            Excerpts.of(e.getMessage()));
                }
            }
        }
    }

    /** Returns who calls whom. */
    CallMap calls() {
        return calls;
    }

    /** Begins, before the first sweep. */
    void begin() {
        stopping = false;
        evictions.begin();
    }

    /** Closes the links of the instances that have been silent for too long. {@link Evictions} has the rules. */
    void sweep() {
        evictions.sweep(byLink.values());
        sweepHolds();
        heap.recheck();
    }

    /**
     * Returns whether the sweep alone decides when a silent link is closed. It must be able to keep the links of many
     * instances that fall silent together.
     */
    boolean isSwept(Link link) {
        LocalInstance instance = byLink.get(link);
        return instance != null && !instance.isSecondDialect();
    }

    List<InstanceView> view(String name) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? List.of() : namespace.view();
    }

    List<NamespaceView> view() {
        return namespaces.entrySet().stream()
                .map(entry -> new NamespaceView(entry.getKey(), entry.getValue().view()))
                .sorted(Comparator.comparing(NamespaceView::name)).toList();
    }

    /** The numbers of all namespaces, ordered by name. */
    List<NamespaceSummary> summaries() {
        return namespaces.entrySet().stream().map(entry -> entry.getValue().summary(entry.getKey()))
                .sorted(Comparator.comparing(NamespaceSummary::name)).toList();
    }

    /** The numbers of a namespace; {@code null} if it has no instance. */
    @Nullable
    NamespaceSummary summary(String name) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? null : namespace.summary(name);
    }

    int instances() {
        return count;
    }

    RegistryFigures figures(int links) {
        Map<String, Integer> sizes = namespaces.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().size()));
        return new RegistryFigures(sizes, links, watches.size(), handshakes.sum(), registered.sum(), removed.sum(),
                evictions.total(), audit.refusals());
    }
}
