package io.microcdi.internal.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.registry.Replication;
import io.microcdi.registry.RegistryKeys;
import io.microcdi.testing.support.Ports;

/** A member that remembers what it hears. */
final class Member implements Replication.Remote, AutoCloseable {

    private final Replication replication;
    /** The entries by key, for each owner. */
    private final Map<String, Map<String, Replication.Entry>> parts = new TreeMap<>();
    /** The parts of those that were lost. */
    private final Map<String, Map<String, Replication.Entry>> orphans = new TreeMap<>();
    private final Map<String, String> calls = new TreeMap<>();
    private final List<String> history = new ArrayList<>();
    private final Map<String, String> holds = new TreeMap<>();
    private int lost;
    private volatile RuntimeException failure;
    private volatile List<String> known = List.of();

    private Member(Replication replication) {
        this.replication = replication;
    }

    /** Starts one. */
    static Member start(String members, String secret) {
        Member member = new Member(new JGroupsProvider().create(config(Map.of("members", members, "secret", secret))));
        member.replication.start("ws://127.0.0.1:1", "token", member);
        return member;
    }

    /** The settings of a cluster, by the ends of their keys. Empty ones are not set. */
    static MicroConfig config(Map<String, String> settings) {
        return MicroConfig
                .read(key -> Optional.ofNullable(settings.get(key.replace("micro.registry-server.cluster.", "")))
                        .filter(text -> !text.isEmpty()), RegistryKeys.ALL);
    }

    /** Two addresses of this machine with free ports. */
    static String twoAddresses() {
        return addresses(2);
    }

    /** Addresses of this machine with free ports. The next port of each is free as well: a member uses it too. */
    static String addresses(int count) {
        StringJoiner addresses = new StringJoiner(",");
        for (int i = 0; i < count; i++) {
            addresses.add("127.0.0.1:" + Ports.free(2));
        }
        return addresses.toString();
    }

    static Replication.Entry entry(int number, int answers) {
        return new Replication.Entry("payments", InstanceKey.of("10.0.0.1", number, ""),
                new Replication.Standing("lease" + number, "line", 1, 2, answers), 12_345, "\"host\":\"10.0.0.1\"", "",
                true,
                false, true, Set.of("batch", "path"), "1." + number, "eu-1");
    }

    Replication replication() {
        return replication;
    }

    synchronized Map<String, Replication.Entry> all() {
        Map<String, Replication.Entry> all = new TreeMap<>();
        parts.values().forEach(all::putAll);
        return all;
    }

    synchronized int count() {
        return parts.values().stream().mapToInt(Map::size).sum();
    }

    synchronized int lost() {
        return lost;
    }

    @Override
    public synchronized void changed(String owner, List<Replication.Entry> put,
            List<Replication.Removal> removed) {
        mayFail();
        Map<String, Replication.Entry> part = parts.computeIfAbsent(owner, name -> new TreeMap<>());
        put.forEach(entry -> part.put(entry.key().toString(), entry));
        removed.forEach(removal -> part.remove(removal.key()));
        notifyAll();
    }

    @Override
    public synchronized void whole(String owner, List<Replication.Entry> entries) {
        parts.remove(owner);
        changed(owner, entries, List.of());
    }

    /** The last reports of the others about their calls. */
    synchronized Map<String, String> calls() {
        return new TreeMap<>(calls);
    }

    @Override
    public synchronized void calls(String owner, String text) {
        calls.put(owner, text);
        history.add(text);
        notifyAll();
    }

    /** All that the others told of the calls there. */
    synchronized List<String> history() {
        return List.copyOf(history);
    }

    /** The operator actions that the others sent. */
    synchronized Map<String, String> told() {
        return new TreeMap<>(holds);
    }

    @Override
    public synchronized void holds(String owner, String text) {
        mayFail();
        holds.put(owner, text);
        notifyAll();
    }

    /** The operator actions at this registry. */
    void know(List<String> texts) {
        known = texts;
    }

    @Override
    public List<String> holds() {
        return known;
    }

    @Override
    public synchronized void lost(String owner) {
        mayFail();
        lost++;
        orphans.put(owner, parts.getOrDefault(owner, Map.of()));
        notifyAll();
    }

    @Override
    public synchronized List<Replication.Orphans> orphans() {
        mayFail();
        return orphans.entrySet().stream().map(each -> new Replication.Orphans(each.getKey(), 10_000,
                List.copyOf(each.getValue().values()))).toList();
    }

    @Override
    public synchronized void orphans(Replication.Orphans of) {
        Map<String, Replication.Entry> part = orphans.computeIfAbsent(of.owner(), name -> new TreeMap<>());
        of.entries().forEach(entry -> part.put(entry.key().toString(), entry));
        notifyAll();
    }

    /** From now on what the cluster asks of this member fails; {@code null} ends that. */
    void fail(RuntimeException with) {
        failure = with;
    }

    private void mayFail() {
        RuntimeException now = failure;
        if (now != null) {
            throw now;
        }
    }

    /** The data about lost owners. */
    synchronized int orphaned() {
        return orphans.values().stream().mapToInt(Map::size).sum();
    }

    /** Waits until something is so; each message and 50 ms are a reason to look again. */
    void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come about: " + all() + " " + replication.members());
            }
            // the condition asks the cluster, whose threads call this member while they hold their own locks
            synchronized (this) {
                wait(50);
            }
        }
    }

    @Override
    public void close() {
        replication.stop();
    }
}
