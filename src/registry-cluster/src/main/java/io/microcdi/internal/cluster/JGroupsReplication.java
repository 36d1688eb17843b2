package io.microcdi.internal.cluster;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jspecify.annotations.Nullable;

import io.microcdi.internal.cluster.Codec.Kind;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.registry.Replication;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.LoggedThrowable;
import io.microcdi.registry.RegistryKeys;

/**
 * Replicates by JGroups. The writer is the only thread that sends changes, from a bounded queue. The worker is a second
 * thread: it joins the cluster, handles its views and sends whole parts to new members. JGroups' own threads receive messages
 * and do nothing else. Thread-safe.
 */
final class JGroupsReplication implements Replication {

    private static final String WORKER = "micro-cluster";
    private static final String WRITER = "micro-cluster-write";
    /** The name for logs of JGroups' threads, of which there are several. */
    private static final String RECEIVER = "that takes messages of the cluster in";
    private static final long DIGEST_MILLIS = 5_000;
    private static final long RETRY_MILLIS = 2_000;
    private static final long REQUEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LEAVE_MILLIS = 2_000;
    /** The largest number of stored senders outside the view. They are asked for their parts when they are in the view. */
    private static final int MAX_UNSEEN = 1_000;

    private final ClusterSettings settings;
    private final @Nullable Secret secret;
    private final Codec codec;
    private final OwnPart own = new OwnPart();
    private final LogLimit otherVersions = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));
    private final LogLimit badMessages = LogLimit.ofWarnings(left -> {
    });
    private final LogLimit unsent = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));
    /**
     * One object for all channels, so that its bounds hold although a member that cannot join makes a channel every few
     * seconds.
     */
    private final BoundedReports reports = new BoundedReports();
    private final LogLimit failures = LogLimit.ofWarnings(ClusterLog.LOG::reportsLeftOut);
    private volatile @Nullable Session session;
    /** The calls between namespaces, as the instances here report them. The newest text counts. */
    private volatile String calls = "";
    /** The reports of instances here that are not sent yet. */
    private final AtomicReference<List<String>> served = new AtomicReference<>(List.of());

    /** The state of one start. Its channel may live longer; messages that come then are ignored. */
    private final class Session implements Receiver {

        /** The address for calls. Its host is {@code *} until the member has joined the cluster. */
        volatile String url;
        final String token;
        final Remote remote;
        final String id = UUID.randomUUID().toString();
        /** The tasks of the worker: at most one for views, one for acts, and two for each member of the view. */
        final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        final PendingHolds acts = new PendingHolds();
        final AtomicBoolean viewing = new AtomicBoolean();
        final Map<Address, PeerPart> peers = new ConcurrentHashMap<>();
        final Map<Address, Long> requestedAt = new ConcurrentHashMap<>();
        final Set<Address> wanted = ConcurrentHashMap.newKeySet();
        final Set<Address> asking = ConcurrentHashMap.newKeySet();
        /** The senders that were not in the view when their message came. */
        final Set<Address> unseen = ConcurrentHashMap.newKeySet();
        /** The members of {@link #handled} that a later view did not contain. */
        final Set<Address> gone = ConcurrentHashMap.newKeySet();
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final CountDownLatch ended = new CountDownLatch(1);
        volatile @Nullable JChannel channel;
        volatile String name;
        volatile List<Address> view = List.of();
        /** The last view that the worker has handled. */
        volatile List<Address> handled = List.of();
        /** The last {@link #calls} that the writer has sent. */
        String sentCalls = "";
        /** The count of {@link #acts} when the writer last sent all of them again. */
        long sentActs;
        /** Whether {@link Remote#lost} has failed for a lost member. */
        volatile boolean lossUnreported;

        Session(String name, String url, String token, Remote remote) {
            this.name = name;
            this.url = url;
            this.token = token;
            this.remote = remote;
        }

        String owner() {
            return name + "/" + id;
        }

        boolean isRunning() {
            return ended.getCount() > 0;
        }

        @Override
        public void viewAccepted(View accepted) {
            if (isRunning()) {
                JGroupsReplication.this.viewAccepted(this, accepted);
            }
        }

        @Override
        public void receive(Message message) {
            if (isRunning()) {
                JGroupsReplication.this.receive(this, message);
            }
        }
    }

    JGroupsReplication(ClusterSettings settings) {
        this.settings = settings;
        this.secret = settings.secret().map(text -> new Secret(text, settings.name())).orElse(null);
        this.codec = new Codec(secret);
    }

    @Override
    public synchronized void start(String url, String token, Remote remote) {
        own.clear();
        calls = "";
        served.set(List.of());
        if (secret == null) {
            ClusterLog.LOG.noSecret(settings.name(), RegistryKeys.CLUSTER_SECRET.name());
        }
        Session started = new Session(text(settings.own().get(0)), url, token, remote);
        session = started;
        begin(started, WORKER, () -> work(started));
        begin(started, WRITER, () -> write(started));
    }

    /** Runs a task, and logs its failure, so that the thread goes on. Returns whether the task succeeded. */
    private boolean attempt(String thread, Runnable task) {
        try {
            task.run();
            return true;
        } catch (Throwable failure) {
            failed(thread, failure);
            return false;
        }
    }

    private void failed(String thread, Throwable failure) {
        if (failures.permits(System.nanoTime())) {
            ClusterLog.LOG.taskFailed(thread, LoggedThrowable.of(failure));
        }
    }

    private boolean attempt(Runnable task) {
        return attempt(WORKER, task);
    }

    private static void begin(Session of, String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        of.threads.add(thread);
    }

    @Override
    public void put(Entry entry) {
        own.put(entry);
    }

    @Override
    public void remove(Removal removal) {
        own.remove(removal);
    }

    @Override
    public void calls(String text) {
        calls = text;
    }

    @Override
    public void served(List<String> texts) {
        served.set(texts);
    }

    @Override
    public void act(String text) {
        Session now = session;
        if (now != null && now.acts.add(text)) {
            now.tasks.add(() -> sendActs(now, null, now.acts.take()));
        }
    }

    /** Sends acts. Returns whether all were sent. */
    private boolean sendActs(Session of, @Nullable Address to, List<String> texts) {
        boolean sent = true;
        for (String text : texts) {
            sent &= send(of, to, message(of, Kind.HOLDS, text));
        }
        return sent;
    }

    @Override
    public List<Member> members() {
        Session now = session;
        List<Member> members = new ArrayList<>();
        if (now != null) {
            members.add(new Member(now.owner(), now.url, now.token, true));
            JChannel channel = now.channel;
            for (Address address : now.view) {
                if (channel != null && !address.equals(channel.getAddress())) {
                    PeerPart peer = now.peers.get(address);
                    members.add(peer == null ? new Member(address + "/", "", "", false)
                            : peer.member(address.toString()));
                }
            }
        }
        return members;
    }

    @Override
    public boolean isSettled() {
        Session now = session;
        JChannel channel = now == null ? null : now.channel;
        if (now == null || channel == null || now.view.isEmpty()) {
            return false;
        }
        return now.view.stream().allMatch(address -> {
            PeerPart peer = now.peers.get(address);
            return address.equals(channel.getAddress()) || peer != null && peer.isWhole();
        });
    }

    @Override
    public boolean mayMissOthers() {
        Session now = session;
        JChannel channel = now == null ? null : now.channel;
        MemberDiscovery hosts = channel == null ? null : channel.getProtocolStack().findProtocol(MemberDiscovery.class);
        return hosts == null || now.view.size() <= 1 && !hosts.isNobodyThere();
    }

    @Override
    public Optional<String> problem() {
        Session now = session;
        return now == null ? Optional.empty()
                : now.threads.stream().filter(thread -> !thread.isAlive() && now.isRunning()).findFirst()
                        .map(thread -> "the thread " + thread.getName() + " of the cluster has ended");
    }

    @Override
    public String name() {
        return settings.name();
    }

    /** Leaves the cluster. It waits up to two seconds until the others know that. */
    @Override
    public synchronized void stop() {
        Session last = session;
        session = null;
        if (last == null) {
            return;
        }
        last.ended.countDown();
        // waits for calls of the registry that are under way: next, the registry forgets all instances of the others, and
        // must not get any afterwards
        last.peers.values().forEach(PeerPart::end);
        last.threads.forEach(Thread::interrupt);
        Thread leaving = new Thread(() -> close(last.channel), "micro-cluster-leave");
        leaving.setDaemon(true);
        leaving.start();
        try {
            leaving.join(LEAVE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(@Nullable JChannel channel) {
        if (channel != null) {
            channel.close();
        }
    }

    // ---- the worker

    private void work(Session of) {
        boolean joined = false;
        while (of.isRunning()) {
            try {
                if (joined) {
                    attempt(of.tasks.take());
                } else if (joined(of)) {
                    joined = true;
                } else {
                    of.ended.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                // the member was stopped, or a task has interrupted this thread
            }
        }
    }

    /** Joins the cluster. Returns whether it has joined, or was stopped. */
    private boolean joined(Session of) throws InterruptedException {
        try {
            join(of);
            return true;
        } catch (RuntimeException | Error failure) {
            failed(WORKER, failure);
            return !of.isRunning();
        }
    }

    /** Joins at the first own address that is free. Tries again until it has joined, or was stopped. */
    private void join(Session of) throws InterruptedException {
        boolean warned = false;
        while (of.isRunning()) {
            String failure = "no address is free";
            for (InetSocketAddress address : settings.own()) {
                if (settings.own().size() > 1 && !ClusterSettings.isFree(address)) {
                    continue;
                }
                try {
                    connect(of, address);
                    return;
                } catch (Exception | LinkageError e) {
                    // LinkageError, because a class may be missing on a server
                    failure = text(address) + ": " + Excerpts.of(e);
                }
            }
            if (!warned) {
                warned = true;
                ClusterLog.LOG.cannotJoin(settings.name(), of.name, failure, RegistryKeys.CLUSTER_MEMBERS.name(),
                        RegistryKeys.CLUSTER_HOST.name());
            }
            of.ended.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void connect(Session of, InetSocketAddress address) throws Exception {
        JChannel channel = null;
        boolean joined = false;
        try {
            channel = JGroupsStack.channel(settings, address, secret, reports);
            of.name = text(address);
            of.url = of.url.replace("//*", "//" + host(address));
            channel.setName(of.name).setDiscardOwnMessages(true).setReceiver(of);
            of.channel = channel;
            channel.connect(settings.name());
            if (!of.isRunning()) {
                close(channel);
            }
            joined = true;
        } finally {
            if (!joined) {
                // even after another Error, because the next attempt would make a second member
                of.channel = null;
                of.view = List.of();
                close(channel);
            }
        }
    }

    private static String text(InetSocketAddress address) {
        return host(address) + ":" + address.getPort();
    }

    private static String host(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /**
     * Handles the newest view. It reports the members that have gone as lost, and sends the own part to the new ones. A
     * failure for one member does not affect the others. A member that lacks a part asks for it.
     */
    private void viewed(Session of) {
        of.viewing.set(false);
        of.lossUnreported = false;
        List<Address> view = of.view;
        Set<Address> before = new HashSet<>(of.handled);
        of.handled = view;
        boolean lost = before.removeAll(of.gone);
        lost |= before.retainAll(view);
        of.gone.clear();
        of.requestedAt.keySet().retainAll(view);
        // iterates over a copy: an iterator of the map itself might return members again and again, because the loop puts
        // some back
        Map.copyOf(of.peers).forEach((address, peer) -> {
            // the newest view, because a member of a later view may have sent its part already
            if (!of.view.contains(address)) {
                lose(WORKER, of, address, peer);
            }
        });
        for (Address address : view) {
            if (!before.contains(address) && !isSelf(of, address)) {
                attempt(() -> sendAll(of, address));
            }
            if (of.unseen.remove(address)) {
                ask(of, address);
            }
        }
        if (of.unseen.size() >= MAX_UNSEEN) {
            of.unseen.clear();
        }
        if (lost && isSelf(of, view.get(0))) {
            // for members that came before the loss of the other one was known
            attempt(() -> sendOrphans(of, null));
        }
        ClusterLog.LOG.members(settings.name(), Excerpts.of(view.toString()));
    }

    /** Reports the loss of a member to the registry. If that fails, the writer starts another attempt. */
    private void lose(String thread, Session of, Address address, PeerPart peer) {
        if (of.peers.remove(address, peer) && !attempt(thread, peer::lost)) {
            of.peers.putIfAbsent(address, peer);
            of.lossUnreported = true;
        }
    }

    private static boolean isSelf(Session of, Address address) {
        JChannel channel = of.channel;
        return channel != null && address.equals(channel.getAddress());
    }

    /** Sends the remaining entries of lost owners, because a registry that has just started does not know them. */
    private void sendOrphans(Session of, @Nullable Address to) {
        Set<String> live = new HashSet<>();
        members().forEach(member -> live.add(member.owner()));
        for (Orphans orphans : of.remote.orphans()) {
            List<Entry> entries = live.contains(orphans.owner()) ? List.of() : orphans.entries();
            for (int from = 0; from < entries.size(); from += Codec.MAX_ENTRIES) {
                send(of, to, new Codec.Message(Kind.ORPHANS, of.owner(), of.url, of.token, orphans.millis(), false,
                        entries.subList(from, Math.min(entries.size(), from + Codec.MAX_ENTRIES)), List.of(),
                        orphans.owner()));
            }
        }
    }

    private void sendAll(Session of, Address to) {
        of.wanted.remove(to);
        // before the whole part: with that the new member begins to answer lookups, and it must not show instances that
        // persons hide
        attempt(() -> sendActs(of, to, of.remote.holds()));
        attempt(() -> sendOrphans(of, to));
        sendWhole(of, to);
    }

    private void sendWhole(Session of, Address to) {
        OwnPart.Whole whole = own.whole();
        List<Entry> entries = whole.entries();
        int from = 0;
        do {
            int end = Math.min(entries.size(), from + Codec.MAX_ENTRIES);
            if (!send(of, to, new Codec.Message(Kind.WHOLE, of.owner(), of.url, of.token, whole.number(),
                    end < entries.size(), entries.subList(from, end), List.of(), ""))) {
                // without one part the others would look like the whole. The member asks again
                return;
            }
            from = end;
        } while (from < entries.size());
    }

    // ---- the writer

    private void write(Session of) {
        long digestAt = System.nanoTime();
        while (of.isRunning()) {
            try {
                long left = TimeUnit.NANOSECONDS.toMillis(digestAt - System.nanoTime());
                OwnPart.Changes changes = own.next(Math.max(1, Math.min(left, DIGEST_MILLIS)));
                // if the changes are lost by a failure, their number is missing at the receivers, and they ask for the whole
                // part
                boolean succeeded = attempt(WRITER, () -> sendChanges(of, changes));
                if (digestAt - System.nanoTime() <= 0) {
                    digestAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DIGEST_MILLIS);
                    AtomicBoolean sent = new AtomicBoolean();
                    succeeded &= attempt(WRITER, () -> sent.set(sendDigest(of)));
                    if (!sent.get()) {
                        // soon, because the next reports of calls replace those that were not sent
                        digestAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
                    }
                }
                if (!succeeded) {
                    of.ended.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                // the member was stopped, or a task has interrupted this thread
            }
        }
    }

    private void sendChanges(Session of, OwnPart.Changes changes) {
        if (!changes.put().isEmpty() || !changes.removed().isEmpty()) {
            send(of, null, new Codec.Message(Kind.DELTA, of.owner(), of.url, of.token, changes.number(), false,
                    changes.put(), changes.removed(), ""));
        }
        if (own.hasOverflown()) {
            of.view.stream().filter(address -> !isSelf(of, address)).forEach(address -> want(of, address));
        }
    }

    /** Sends the digest and the calls. Returns whether all messages were sent. */
    private boolean sendDigest(Session of) {
        boolean sent = send(of, null, message(of, Kind.DIGEST));
        sent &= sendCalls(of);
        sent &= sendServed(of);
        long acts = of.acts.count();
        if (acts != of.sentActs && sendActs(of, null, of.remote.holds())) {
            of.sentActs = acts;
        }
        if (of.lossUnreported) {
            view(of);
        }
        return sent;
    }

    private boolean sendCalls(Session of) {
        String sentCalls = calls;
        boolean sent = sentCalls.isEmpty() && of.sentCalls.isEmpty()
                || send(of, null, message(of, Kind.CALLS, sentCalls));
        if (sent) {
            of.sentCalls = sentCalls;
        }
        return sent;
    }

    /** Sends the reports of instances. If one is not sent, all are sent again, unless newer ones replace them before. */
    private boolean sendServed(Session of) {
        List<String> texts = served.get();
        boolean sent = true;
        for (String text : texts) {
            sent &= send(of, null, message(of, Kind.CALLS, text));
        }
        if (sent) {
            served.compareAndSet(texts, List.of());
        }
        return sent;
    }

    private Codec.Message message(Session of, Kind kind) {
        return message(of, kind, "");
    }

    private Codec.Message message(Session of, Kind kind, String text) {
        return new Codec.Message(kind, of.owner(), of.url, of.token, own.number(), false, List.of(), List.of(), text);
    }

    /** Sends a message. Returns whether it was sent, or need not be sent. */
    private boolean send(Session of, @Nullable Address to, Codec.Message message) {
        JChannel channel = of.channel;
        if (channel == null || !channel.isConnected()) {
            // no member misses it, because each new member gets the whole part
            return true;
        }
        try {
            channel.send(to, codec.write(message));
            return true;
        } catch (Exception e) {
            if (of.isRunning()) {
                unsent.write(System::nanoTime, leftOut -> ClusterLog.LOG.notSent(Excerpts.of(e), leftOut));
            }
            return false;
        }
    }

    // ---- JGroups' threads

    /** Returns the receiver of this start's channel; {@code null} while the replication is stopped. */
    @Nullable
    Receiver receiver() {
        return session;
    }

    private void viewAccepted(Session of, View view) {
        List<Address> members = List.copyOf(view.getMembers());
        of.view = members;
        of.handled.stream().filter(address -> !members.contains(address)).forEach(of.gone::add);
        view(of);
    }

    private void view(Session of) {
        if (of.viewing.compareAndSet(false, true)) {
            of.tasks.add(() -> viewed(of));
        }
    }

    private void receive(Session now, Message message) {
        Codec.Message read = read(now, message);
        if (read == null) {
            return;
        }
        Address from = message.getSrc();
        if (isOutside(now, from)) {
            addUnseen(now, from);
            return;
        }
        PeerPart peer = now.peers.computeIfAbsent(from, address -> new PeerPart(now.remote));
        if (!now.isRunning()) {
            // stop() may have ended the other parts before this one was added
            peer.end();
        }
        if (!attempt(RECEIVER, () -> take(now, from, peer, read))
                && (read.kind() == Kind.WHOLE || read.kind() == Kind.DELTA || read.kind() == Kind.HOLDS)) {
            peer.broken();
        }
        if (isOutside(now, from)) {
            // the view without this member may have been handled before this part was added
            lose(RECEIVER, now, from, peer);
        }
    }

    /** Reads a message. Returns {@code null} if it cannot be read, and logs why. */
    private Codec.@Nullable Message read(Session now, Message message) {
        try {
            return codec.read(message.getArray(), message.getOffset(), message.getLength());
        } catch (Codec.OtherVersionException e) {
            if (otherVersions.permits(System.nanoTime())) {
                ClusterLog.LOG.otherVersion(Excerpts.of(String.valueOf(message.getSrc())), Excerpts.of(e));
            }
        } catch (java.io.IOException | RuntimeException e) {
            long before = badMessages.take(System.nanoTime());
            if (before >= 0) {
                ClusterLog.LOG.badMessage(Excerpts.of(String.valueOf(message.getSrc())), Excerpts.of(e), before);
            }
            PeerPart sender = now.peers.get(message.getSrc());
            if (sender != null) {
                // the message may have been a part of the member's whole. After the next digest this registry asks for it
                // again
                sender.unreadable();
            }
        }
        return null;
    }

    /** Records the sender of an ignored message. It may have left the cluster, and no later view would remove its part again. */
    private void addUnseen(Session now, Address from) {
        if (now.unseen.size() < MAX_UNSEEN) {
            now.unseen.add(from);
        }
        // a view that came meanwhile was handled before this sender was added
        if (!isOutside(now, from) && now.unseen.remove(from)) {
            ask(now, from);
        }
    }

    /**
     * Returns whether a sender is not in the view. Before the first view no sender counts as outside: messages of members may
     * come earlier, and that view removes the parts of all others.
     */
    private static boolean isOutside(Session of, Address sender) {
        List<Address> view = of.view;
        return !view.isEmpty() && !view.contains(sender);
    }

    private void take(Session of, Address from, PeerPart peer, Codec.Message read) {
        if (read.kind() == Kind.ASK) {
            want(of, from);
        } else if (read.kind() == Kind.ORPHANS && read.calls().equals(of.owner())) {
            return;
        }
        Long last = of.requestedAt.get(from);
        if (peer.take(read) && (last == null || System.nanoTime() - last > REQUEST_INTERVAL_NANOS)) {
            of.requestedAt.put(from, System.nanoTime());
            ask(of, from);
        }
    }

    /** Asks a member for its whole part, unless such a task is queued already. */
    private void ask(Session of, Address address) {
        if (of.asking.add(address)) {
            of.tasks.add(() -> {
                of.asking.remove(address);
                send(of, address, message(of, Kind.ASK));
            });
        }
    }

    /** Sends the own part to a member, unless such a task is queued already. */
    private void want(Session of, Address address) {
        if (of.wanted.add(address)) {
            of.tasks.add(() -> sendAll(of, address));
        }
    }
}
