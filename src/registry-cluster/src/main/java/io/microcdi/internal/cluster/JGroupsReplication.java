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
 * Replicates by JGroups. The writer is the one thread that sends changes, from a bounded queue; a second thread joins the
 * cluster, looks at its views and sends whole parts to new members. JGroups' own threads take messages in and do nothing
 * else. Thread-safe.
 */
final class JGroupsReplication implements Replication {

    private static final String WORKER = "micro-cluster";
    private static final String WRITER = "micro-cluster-write";
    /** JGroups has several. */
    private static final String RECEIVER = "that takes messages of the cluster in";
    private static final long DIGEST_MILLIS = 5_000;
    private static final long RETRY_MILLIS = 2_000;
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LEAVE_MILLIS = 2_000;
    /** The senders outside the view that are remembered, to ask them when they are in it. */
    private static final int MAX_UNSEEN = 1_000;

    private final ClusterSettings settings;
    private final @Nullable Secret secret;
    private final Codec codec;
    private final OwnPart own = new OwnPart();
    private final LogLimit otherVersions = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));
    private final LogLimit badMessages = LogLimit.ofWarnings(left -> {
    });
    /** Outlives each channel: a member that cannot join makes one every few seconds. */
    private final BoundedReports reports = new BoundedReports();
    private final LogLimit failures = LogLimit.ofWarnings(ClusterLog.LOG::reportsLeftOut);
    private volatile @Nullable Session session;
    /** Who calls whom, as the instances here report; the newest text counts. */
    private volatile String calls = "";
    /** What instances here have reported, until it is told. */
    private final AtomicReference<List<String>> served = new AtomicReference<>(List.of());

    /** What belongs to one start. Its channel may live longer, and is heard no more then. */
    private final class Session implements Receiver {

        /** With {@code *} for a host that is known when the cluster has been joined. */
        volatile String url;
        final String token;
        final Remote remote;
        final String id = UUID.randomUUID().toString();
        /** What the second thread has to do: at most one task for views, one for acts, and two for each member of the view. */
        final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        final PendingHolds acts = new PendingHolds();
        final AtomicBoolean viewing = new AtomicBoolean();
        final Map<Address, PeerPart> peers = new ConcurrentHashMap<>();
        final Map<Address, Long> asked = new ConcurrentHashMap<>();
        final Set<Address> wanted = ConcurrentHashMap.newKeySet();
        final Set<Address> asking = ConcurrentHashMap.newKeySet();
        /** Senders that were not in the view when they sent. */
        final Set<Address> unseen = ConcurrentHashMap.newKeySet();
        /** Members of {@link #handled} that were not in a later view. */
        final Set<Address> gone = ConcurrentHashMap.newKeySet();
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final CountDownLatch ended = new CountDownLatch(1);
        volatile @Nullable JChannel channel;
        volatile String name;
        volatile List<Address> view = List.of();
        /** The view that the second thread has looked at last. */
        volatile List<Address> handled = List.of();
        /** What the writer has told last of the calls. */
        String told = "";
        /** The acts of {@link #acts} that the writer has told once more. */
        long toldActs;
        /** Whether the registry could not be told that a member was lost. */
        volatile boolean lossUntold;

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
        Session begun = new Session(text(settings.own().get(0)), url, token, remote);
        session = begun;
        begin(begun, WORKER, () -> work(begun));
        begin(begun, WRITER, () -> write(begun));
    }

    /** Runs a task of a thread, which goes on if the task fails. Returns whether it succeeded. */
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

    /** Returns whether all were sent. */
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
        Hosts hosts = channel == null ? null : channel.getProtocolStack().findProtocol(Hosts.class);
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

    /** Waits up to two seconds until the others have heard of it. */
    @Override
    public synchronized void stop() {
        Session last = session;
        session = null;
        if (last == null) {
            return;
        }
        last.ended.countDown();
        // waits for what is being told: the registry forgets all of the others next, and must not be told of them then
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

    // ---- the second thread

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
                // stopped, or a task left it
            }
        }
    }

    /** Joins. Returns whether this has succeeded, or is not wanted any more. */
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
                JChannel channel = null;
                boolean joined = false;
                try {
                    channel = Stack.channel(settings, address, secret, reports);
                    of.name = text(address);
                    of.url = of.url.replace("//*", "//" + host(address));
                    channel.setName(of.name).setDiscardOwnMessages(true).setReceiver(of);
                    of.channel = channel;
                    channel.connect(settings.name());
                    if (!of.isRunning()) {
                        close(channel);
                    }
                    joined = true;
                    return;
                } catch (Exception | LinkageError e) {
                    // on a server a class may be missing
                    failure = text(address) + ": " + Excerpts.of(e);
                } finally {
                    if (!joined) {
                        // also after another Error: the next attempt would make a second member
                        of.channel = null;
                        of.view = List.of();
                        close(channel);
                    }
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

    private static String text(InetSocketAddress address) {
        return host(address) + ":" + address.getPort();
    }

    private static String host(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /**
     * Views came. The members that have gone are lost, and those that are new are sent the own part. What fails for one member
     * keeps nothing from the others: a member that lacks a part asks for it.
     */
    private void viewed(Session of) {
        of.viewing.set(false);
        of.lossUntold = false;
        List<Address> view = of.view;
        Set<Address> before = new HashSet<>(of.handled);
        of.handled = view;
        boolean lost = before.removeAll(of.gone);
        lost |= before.retainAll(view);
        of.gone.clear();
        of.asked.keySet().retainAll(view);
        // a copy: an iterator of the map itself may come again and again to members that are put back
        Map.copyOf(of.peers).forEach((address, peer) -> {
            // not the view above: a member of a later one may have told its part already
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
            // a member that came while the lost one was not missed yet
            attempt(() -> sendOrphans(of, null));
        }
        ClusterLog.LOG.members(settings.name(), Excerpts.of(view.toString()));
    }

    /** Tells the registry that a member is lost. If that fails, the writer has it told again. */
    private void lose(String thread, Session of, Address address, PeerPart peer) {
        if (of.peers.remove(address, peer) && !attempt(thread, peer::lost)) {
            of.peers.putIfAbsent(address, peer);
            of.lossUntold = true;
        }
    }

    private static boolean isSelf(Session of, Address address) {
        JChannel channel = of.channel;
        return channel != null && address.equals(channel.getAddress());
    }

    /** Sends what is still found of the owners that were lost: a registry that starts anew has none of it. */
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
        // before the whole: with that it begins to answer, and it must not show what persons hide
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
                // a part that is missing would seem to be the whole; the member asks again
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
                // what is lost by a failure is sent again: its number is missing
                boolean succeeded = attempt(WRITER, () -> sendChanges(of, changes));
                if (digestAt - System.nanoTime() <= 0) {
                    digestAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DIGEST_MILLIS);
                    succeeded &= attempt(WRITER, () -> sendDigest(of));
                }
                if (!succeeded) {
                    of.ended.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                // stopped, or a task left it
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

    private void sendDigest(Session of) {
        send(of, null, message(of, Kind.DIGEST));
        String told = calls;
        if (!told.isEmpty() || !of.told.isEmpty()) {
            send(of, null, message(of, Kind.CALLS, told));
        }
        of.told = told;
        served.getAndSet(List.of()).forEach(text -> send(of, null, message(of, Kind.CALLS, text)));
        long acts = of.acts.count();
        if (acts != of.toldActs && sendActs(of, null, of.remote.holds())) {
            of.toldActs = acts;
        }
        if (of.lossUntold) {
            view(of);
        }
    }

    private Codec.Message message(Session of, Kind kind) {
        return message(of, kind, "");
    }

    private Codec.Message message(Session of, Kind kind, String text) {
        return new Codec.Message(kind, of.owner(), of.url, of.token, own.number(), false, List.of(), List.of(), text);
    }

    /** Returns whether it was sent, or need not be sent. */
    private boolean send(Session of, @Nullable Address to, Codec.Message message) {
        JChannel channel = of.channel;
        if (channel == null || !channel.isConnected()) {
            // each new member is sent all that there is
            return true;
        }
        try {
            channel.send(to, codec.write(message));
            return true;
        } catch (Exception e) {
            if (of.isRunning()) {
                ClusterLog.LOG.notSent(Excerpts.of(e));
            }
            return false;
        }
    }

    // ---- JGroups' threads

    /** Returns what the channel of this start tells; {@code null} while it is stopped. */
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
        Codec.Message read;
        try {
            read = codec.read(message.getArray(), message.getOffset(), message.getLength());
        } catch (Codec.OtherVersionException e) {
            if (otherVersions.permits(System.nanoTime())) {
                ClusterLog.LOG.otherVersion(Excerpts.of(String.valueOf(message.getSrc())), Excerpts.of(e));
            }
            return;
        } catch (java.io.IOException | RuntimeException e) {
            long before = badMessages.take(System.nanoTime());
            if (before >= 0) {
                ClusterLog.LOG.badMessage(Excerpts.of(String.valueOf(message.getSrc())), Excerpts.of(e), before);
            }
            PeerPart sender = now.peers.get(message.getSrc());
            if (sender != null) {
                // it may have been a part of what the member has: the next digest shows that it is missing
                sender.unreadable();
            }
            return;
        }
        Address from = message.getSrc();
        if (isOutside(now, from)) {
            // its member may be dead, and no view would take it out again
            if (now.unseen.size() < MAX_UNSEEN) {
                now.unseen.add(from);
            }
            // a view that came meanwhile has not seen that
            if (!isOutside(now, from) && now.unseen.remove(from)) {
                ask(now, from);
            }
            return;
        }
        PeerPart peer = now.peers.computeIfAbsent(from, address -> new PeerPart(now.remote));
        if (!now.isRunning()) {
            // the end of the others may not have seen it
            peer.end();
        }
        if (!attempt(RECEIVER, () -> take(now, from, peer, read))
                && (read.kind() == Kind.WHOLE || read.kind() == Kind.DELTA || read.kind() == Kind.HOLDS)) {
            peer.broken();
        }
        if (isOutside(now, from)) {
            // the view that took it out may not have seen it
            lose(RECEIVER, now, from, peer);
        }
    }

    /** Before the first view nothing is: the members may be faster than that, and it will take out who is not in it. */
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
        Long last = of.asked.get(from);
        if (peer.take(read) && (last == null || System.nanoTime() - last > ASK_AGAIN_NANOS)) {
            of.asked.put(from, System.nanoTime());
            ask(of, from);
        }
    }

    /** Asks a member for all that it has, once until it is asked. */
    private void ask(Session of, Address address) {
        if (of.asking.add(address)) {
            of.tasks.add(() -> {
                of.asking.remove(address);
                send(of, address, message(of, Kind.ASK));
            });
        }
    }

    /** Sends the own part to a member, once for all who want it until then. */
    private void want(Session of, Address address) {
        if (of.wanted.add(address)) {
            of.tasks.add(() -> sendAll(of, address));
        }
    }
}
