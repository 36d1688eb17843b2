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
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.LinkObserver;
import io.microcdi.internal.node.RefusalLog;
import io.microcdi.internal.registry.PendingReplacements.Candidate;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.registry.DepartureView;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.RegistryKeys;

/**
 * The registered instances (wire, The registry). An open link registers an instance, and the end of the link removes it. A
 * link of another party never replaces a live link. The end of a link removes only its own registration.
 */
final class Registrations implements LinkObserver {

    private static final long PING_TIMEOUT_NANOS = 2_000_000_000L;

    /** The lines a minute about instances that join and leave. The registry's page shows all of them. */
    private static final int MAX_NEWS_PER_MINUTE = 600;

    private static final int MAX_REDRAWS = 8;
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
    private final LogLimit news = LogLimit.perMinute(MAX_NEWS_PER_MINUTE, RegistryLog.LOG::newsLeftOut);
    private final LogLimit warnings = LogLimit.ofWarnings(RegistryLog.LOG::warningsLeftOut);
    /**
     * A limit of its own, because a node with invalid reports sends one with each heartbeat, and would use up the other
     * limit.
     */
    private final LogLimit badReports = LogLimit.ofWarnings(RegistryLog.LOG::warningsLeftOut);
    private final int maxNamespaces;
    private final int maxInstances;
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
    private final Map<Link, LocalInstance> byLink = new ConcurrentHashMap<>();
    private final PendingReplacements challenges = new PendingReplacements();
    private final Departures departures = new Departures();
    private final CallGraph calls;
    private final RegistryEvents events;
    private final OperatorHolds holds = new OperatorHolds();
    private final Watches watches;
    /**
     * The number of own instances. It changes last, so that a reader of the new number finds the change in the namespaces,
     * too.
     */
    private volatile int count;
    private volatile boolean stopping;
    private final Evictions evictions;
    /** {@code null} without a cluster. */
    private @Nullable Replication replication;
    private final LongAdder handshakes = new LongAdder();
    private final LongAdder registered = new LongAdder();
    private final LongAdder removed = new LongAdder();

    /**
     * Makes registrations without an instance.
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
        this.calls = new CallGraph(timer, byLink::values);
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
        // a node of the second dialect sends its namespace later. A peer that this registry has dialled registers by a link
        // of its own
        if (!isVisitor(link) && !link.peer().isDialled() && !link.peer().isSecondDialect()) {
            enter(new Candidate(link, link.peer().namespace())).run();
        }
    }

    /**
     * Returns whether a link must be refused because memory is short, and counts the refusal. An instance that comes
     * back here is not refused, nor is another registry of the cluster. An instance that is registered at another
     * registry needs further memory here. It is refused later than unknown ones, but before the memory runs out.
     * Otherwise the registries of a cluster would fail one after the other.
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

    /** Returns whether the other end of a link may ask only, and is not registered: nobody can dial its host. */
    static boolean isVisitor(Link link) {
        // a host name with a dot at its end is the same name
        String host = link.peer().key().host();
        return host.endsWith(MemberCalls.VISITOR) || host.endsWith(MemberCalls.VISITOR + ".");
    }

    /** Registers a node of the second dialect, which has sent its namespace. The last namespace counts. */
    void online(Link link, String namespace) {
        rename(link, namespace).run();
    }

    private synchronized Runnable rename(Link link, String namespace) {
        Candidate candidate = new Candidate(link, namespace);
        if (challenges.remove(link) != null && local(namespace, candidate.key()) != null) {
            // a link may wait for one place only, because each wait costs a ping and an alarm
            return () -> refuseUsed(candidate);
        }
        LocalInstance present = byLink.get(link);
        if (present == null) {
            return enter(candidate);
        }
        return present.namespace().equals(namespace) ? NOTHING : vacate(link, candidate, "now " + namespace);
    }

    /**
     * Registers a candidate, or lets it wait, or refuses it. Returns an action that sends the messages. The caller runs it
     * without the lock, because a peer that reads slowly must not delay the others.
     */
    private synchronized Runnable enter(Candidate candidate) {
        if (!candidate.link().isOpen()) {
            // the end of the link may have been reported already, and would not remove this registration
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
        // rounded to the milliseconds that the other registries get, because all must decide alike which of two
        // instances is older
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
        sendToMembers(instance);
        if (others.isEmpty()) {
            candidate.link().peer().nonce("");
        }
        return () -> {
            sendLease(candidate.link(), instance);
            // without the lock and last, because a log may be slow
            news.write(timer::nanoTime, leftOut -> RegistryLog.LOG.joined(instance.namespace(),
                    Excerpts.of(instance.key().toString())));
        };
    }

    /** Adds an instance, and tells the watchers if they see another under its key now. */
    private void show(Instance instance) {
        Instance before = shown(instance);
        // by the key, so that all instances of one key are either hidden or shown
        instance.hold(holds.get(instance.namespace(), instance.key().toString()));
        namespaces.compute(instance.namespace(), (name, known) -> {
            // inside compute, so that no reader sees a new namespace without an instance
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
            // otherwise the instance would stay, and a second attempt would add another one
            takeOut(instance);
            throw failure;
        }
    }

    /** Removes an instance that could not be shown, without any message about it. */
    synchronized void takeOut(Instance instance) {
        namespaces.computeIfPresent(instance.namespace(), (name, namespace) -> {
            namespace.remove(instance);
            return namespace.size() == 0 ? null : namespace;
        });
    }

    /** Removes an instance. Returns whether none is left of its key. */
    private boolean hide(Instance instance, String reason) {
        boolean wasShown = shown(instance) == instance;
        boolean last = wasShown && instance.nextHidden() == null;
        if (last) {
            // first, so that a reader who misses the instance finds the reason
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
                notifyWatchers(instance);
            }
        }
        return last;
    }

    private void notifyWatchers(Instance hidden) {
        Instance now = shown(hidden);
        if (now == null) {
            watches.removed(hidden);
        } else if (!now.isListedAs(hidden)) {
            watches.added(now);
        }
    }

    /** Sends an own instance to the other registries. */
    private void sendToMembers(LocalInstance instance) {
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
    synchronized Held hold(String name, String key, @Nullable OperatorHold hold, String by, String reason) {
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

    private void act(String name, String key, @Nullable OperatorHold hold, String by, String reason) {
        apply(name, key, holds.set(name, key, hold, timer.now()), hold, by, reason);
        if (replication != null) {
            replication.act(holds.text(name, key));
        }
    }

    private void apply(String name, String key, @Nullable OperatorHold before, @Nullable OperatorHold hold, String by,
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

    /** Applies the holds of persons at another registry of the cluster. */
    synchronized void holdsElsewhere(String text) {
        holds.merge(text, change -> {
            OperatorHold now = change.now();
            String by = now == null ? "" : now.by();
            apply(change.namespace(), change.key(), change.before(), now, by, now == null
                    ? "restored at another registry" : now.type().text() + " by " + by + " at another registry");
        });
    }

    /** Returns the holds of persons, as texts for other registries of the cluster. */
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

    /** Returns the details of all instances of a namespace, made as the stream is read. Empty for an unknown namespace. */
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

    /** Returns the callers of an instance, as it reports them. */
    List<CallEdge> callers(String name, String key) {
        Instance instance = instance(name, key);
        return instance == null ? List.of() : CallGraph.callers(instance, timer.nanoTime());
    }

    /** Stores the calls that another registry reports: its sums, or the calls that its instances have served. */
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

    /** Returns the instance of a key; {@code null} if there is none. */
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

    /** Shows an instance that is registered at another registry, in place of its earlier registration there. */
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
        long pingedAt = timer.nanoTime();
        timer.after(PING_TIMEOUT_NANOS, () -> answer(own, link, pingedAt));
        return link::ping;
    }

    /**
     * Decides between an own instance and one of the same key at another registry. The own one stays if it has answered a
     * ping since it was asked.
     */
    private void answer(LocalInstance own, Link link, long pingedAt) {
        boolean alive = link.isOpen() && link.silence() <= timer.nanoTime() - pingedAt;
        if (!alive) {
            link.abort(CloseCodes.REPLACED, "replaced");
            takeOver(link, null, "replaced").run();
            return;
        }
        synchronized (this) {
            if (byLink.get(link) == own && replication != null) {
                own.standing(Ranks.answered(own.standing()));
                sendToMembers(own);
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

    /** Called without the lock, because a log may be slow. */
    private void logLeft(Instance instance, String reason) {
        news.write(timer::nanoTime, leftOut -> RegistryLog.LOG.left(instance.namespace(),
                Excerpts.of(instance.key().toString()), reason));
    }

    /**
     * Removes the orphans of an instance that has left. An orphan is an earlier registration whose registry was lost.
     * Returns whether no instance of this key remains.
     */
    private boolean hideOrphans(Instance left, String reason) {
        boolean last = false;
        for (RemoteInstance other : remote(left)) {
            if (other.isOrphan()) {
                last |= hide(other, reason);
            }
        }
        return last;
    }

    /** Returns whether an instance of another registry is among the instances here. */
    synchronized boolean knows(RemoteInstance instance) {
        return remote(instance).contains(instance);
    }

    /** Marks an instance whose registry is lost, or is back. */
    synchronized void orphan(RemoteInstance instance, boolean lost) {
        boolean alone = shown(instance) == instance && instance.nextHidden() == null;
        if (!alone) {
            hide(instance, "");
        }
        instance.orphan(lost);
        if (!alone) {
            show(instance);
        }
    }

    /** Sets the replication. Called before the first link opens. */
    synchronized void replicate(@Nullable Replication newReplication) {
        replication = newReplication;
    }

    /**
     * Tells a node that it is registered. It also gets the lease, by which it proves its registration when it comes
     * back.
     */
    private static void sendLease(Link link, LocalInstance instance) {
        if (link.peer().info().has(Lease.FEATURE)) {
            link.push(REGISTERED_URL, "{\"lease\":" + JsonText.quote(instance.lease()) + "}");
        }
    }

    /**
     * Lets a candidate with the key of a registered instance wait. It gets the place if the present link is dead, or if it
     * proves the lease. Its id proves nothing, because the registry gives it to every caller.
     */
    private Runnable again(LocalInstance present, Candidate candidate) {
        Link current = present.link();
        if (challenges.isChallenged(current) && !candidate.link().peer().info().has(Lease.FEATURE)) {
            return () -> refuseUsed(candidate);
        }
        Candidate tooMany = challenges.add(current, candidate);
        long challenged = timer.nanoTime();
        timer.after(PING_TIMEOUT_NANOS, () -> decide(current, candidate, challenged));
        return tooMany == null ? current::ping : () -> {
            current.ping();
            refuseUsed(tooMany);
        };
    }

    private void decide(Link current, Candidate challenger, long challenged) {
        if (!withdraw(current, challenger)) {
            return;
        }
        // measured since the ping, and not over the last two seconds, because the alarm may be late
        boolean alive = current.isOpen() && current.silence() <= timer.nanoTime() - challenged;
        if (alive) {
            refuseUsed(challenger);
        } else {
            // before the link ends: its end would give the place to candidates that came later
            try {
                takeOver(current, challenger, "replaced").run();
            } finally {
                current.abort(CloseCodes.REPLACED, "replaced");
            }
        }
    }

    /** Ends the wait of a link for a place. Returns false if it did not wait for this place. */
    private synchronized boolean withdraw(Link place, Candidate challenger) {
        return challenges.placeOf(challenger.link()) == place && challenges.remove(challenger.link()) != null;
    }

    /** Checks the proof of a lease from a node that waits for its own place. Each link has one attempt. */
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
            // the node has given up this attempt, and then made the present link
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

    /**
     * Checks the proof of a node that is registered here, and was registered at another registry before. Its registration
     * here then takes the line of the earlier one.
     */
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
                sendToMembers(own);
                return NOTHING;
            }
        }
        return NOTHING;
    }

    private Runnable replace(LocalInstance present, Candidate candidate) {
        Link link = candidate.link();
        if (!present.isSameFor(link)) {
            return both(remove(present.link(), "replaced"), register(candidate));
        }
        byLink.remove(present.link());
        // first, so that the sweep does not take the instance for silent, and close its new link
        present.beat(timer.nanoTime());
        present.replaceLink(link);
        link.peer().nonce("");
        byLink.put(link, present);
        return () -> sendLease(link, present);
    }

    private void refuseUsed(Candidate candidate) {
        used.refused(candidate.key(), candidate.namespace());
        audit.refused(RefusalKind.LEASE, candidate.namespace() + " at " + candidate.key(),
                candidate.link().peer().identity().remote(), "the address is in use, and no lease was proved");
        candidate.link().close(CloseCodes.POLICY, "address in use");
    }

    @Override
    public void closed(Link link, int code, String reason) {
        takeOver(link, null, code + (reason.isEmpty() ? "" : " " + Excerpts.of(reason))).run();
    }

    /** Removes the instance at once. Its link stays open, because its running handlers may still look services up. */
    @Override
    public void leaving(Link link) {
        vacate(link, null, LEAVING).run();
    }

    /** As {@link #vacate}, for a link that has ended or is about to end. */
    private synchronized Runnable takeOver(Link gone, @Nullable Candidate successor, String reason) {
        watches.closed(gone);
        return vacate(gone, successor, reason);
    }

    /**
     * Ends a registration. The links that wait for its place then try to register, in the order of their arrival.
     *
     * @param successor tries before them; {@code null} for none
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

    /**
     * Stops the messages to watchers, because all links are about to be closed. The watchers would remove the nodes,
     * and have no registry to ask for them.
     */
    void stopping() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Removes the instance of a link. Returns an action that the caller runs without the lock. */
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
            // its link may stay open, and must not count a report that nobody reads any more
            instance.report(null);
            if (replication != null && !stopping) {
                replication.remove(new Replication.Removal(instance.namespace(), instance.key().toString(), reason));
            }
        }
        endDrain(instance, reason);
        return () -> logLeft(instance, reason);
    }

    /**
     * Ends the drain of a node that has left by itself, if no registry has an instance of its key any more. The next
     * node at this address is another deployment. The check covers all registries, because the node may have been
     * registered at several.
     */
    private void endDrain(Instance left, String reason) {
        String key = left.key().toString();
        OperatorHold hold = holds.get(left.namespace(), key);
        if (hold != null && hold.drain() && isByItself(reason) && !stopping
                && instance(left.namespace(), key) == null) {
            act(left.namespace(), key, null, "", "it has left");
        }
    }

    /**
     * Returns whether a node has left by itself. A node that stands by has not left: it has a link to another registry
     * of the cluster.
     */
    private static boolean isByItself(String reason) {
        return reason.equals(LEAVING) || reason.startsWith(Integer.toString(CloseCodes.LEAVING))
                || reason.startsWith(Integer.toString(CloseCodes.NORMAL)) && !reason.equals(STANDS_BY);
    }

    /** Returns the answer for a random instance of a namespace; {@code null} if there is none. */
    String find(FindRequest request, boolean withPaths, RandomGenerator random) {
        Namespace namespace = namespaces.get(request.namespace());
        return namespace == null ? null : namespace.find(random, withPaths, request.exclude());
    }

    /**
     * Returns a random instance of a namespace; {@code null} if there is none. Instances whose registry is lost come last.
     */
    @Nullable
    Instance draw(String name, RandomGenerator random) {
        return draw(name, random, Set.of());
    }

    /** As {@link #draw(String, RandomGenerator)}, but never an instance with an excluded key. */
    @Nullable
    Instance draw(String name, RandomGenerator random, Set<String> excluded) {
        Namespace namespace = namespaces.get(name);
        if (namespace == null) {
            return null;
        }
        List<String> orphans = new ArrayList<>(excluded);
        Instance drawn = namespace.draw(random, true, orphans);
        Instance first = drawn;
        while (drawn != null && drawn.isOrphan() && orphans.size() < excluded.size() + MAX_REDRAWS) {
            orphans.add(drawn.key().toString());
            drawn = namespace.draw(random, true, orphans);
        }
        return drawn == null ? first : drawn;
    }

    /** Returns the instance of a key that has its link here; {@code null} if there is none. */
    @Nullable
    LocalInstance local(String name, String key) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? null : namespace.local(key);
    }

    /** Returns whether callers find no instance of a namespace although it has some, because all are hidden. */
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

    /**
     * Returns the instance whose address a node of the second dialect gets for a namespace; {@code null} if there is none.
     */
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
     * Records a heartbeat. Its report counts only for the instance that this link has registered.
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
        if (link.peer().info().known()) {
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

    /** Returns the calls between namespaces. */
    CallGraph calls() {
        return calls;
    }

    /** Called at the start, before the first sweep. */
    void begin() {
        stopping = false;
        evictions.begin();
    }

    /** Closes the links of the instances that have been silent for too long. {@link Evictions} has the rules. */
    void sweep() {
        Steps.run(() -> evictions.sweep(byLink.values()), this::sweepHolds, heap::recheck);
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

    /** Returns the numbers of all namespaces, ordered by name. */
    List<NamespaceSummary> summaries() {
        return namespaces.entrySet().stream().map(entry -> entry.getValue().summary(entry.getKey()))
                .sorted(Comparator.comparing(NamespaceSummary::name)).toList();
    }

    /** Returns the numbers of a namespace; {@code null} if it has no instance. */
    @Nullable
    NamespaceSummary summary(String name) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? null : namespace.summary(name);
    }

    int instances() {
        return count;
    }

    /** Returns the number of own instances that have a property. */
    int instances(Predicate<Instance> property) {
        return (int) byLink.values().stream().filter(property).count();
    }

    RegistryFigures figures(int links) {
        Map<String, Integer> sizes = namespaces.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().size()));
        return new RegistryFigures(sizes, links, watches.size(), handshakes.sum(), registered.sum(), removed.sum(),
                evictions.total(), audit.refusals());
    }
}
