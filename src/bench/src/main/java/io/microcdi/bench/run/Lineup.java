package io.microcdi.bench.run;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.microcdi.bench.child.ClientKind;
import io.microcdi.bench.child.ClientProcess;
import io.microcdi.registry.MicroRegistry;

/** All contenders of a run, up and connected. The last one that was started is ended first. */
final class Lineup implements AutoCloseable {

    private final Options options;
    private final PrintStream progress;
    private final List<Contender> contenders = new ArrayList<>();
    private final Map<Host, Meter> servers = new EnumMap<>(Host.class);
    private final Deque<Runnable> started = new ArrayDeque<>();
    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private final String registryUrl;

    Lineup(Options options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
        registry.start();
        registryUrl = "ws://127.0.0.1:" + registry.port();
        started.push(registry::stop);
    }

    /** Starts all configured contenders. If one fails, {@link #close} also ends those that were started before. */
    void start() {
        for (Host host : options.hosts()) {
            progress.println("starting " + host.label());
            host.start(this);
        }
        Set<String> missing = new TreeSet<>(options.contenders());
        contenders.forEach(contender -> missing.remove(contender.name()));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("bench.contenders has " + missing + ", which is on none of "
                    + options.hosts().stream().map(Host::label).toList());
        }
    }

    List<Contender> contenders() {
        return contenders;
    }

    /** Takes note of a server with our service. */
    void serves(Host host, Meter meter) {
        servers.put(host, meter);
    }

    /** The servers with our service that have been started until now. */
    Map<Host, Meter> servers() {
        return servers;
    }

    Options options() {
        return options;
    }

    /** Where the registry is that all nodes know. */
    String registryUrl() {
        return registryUrl;
    }

    /** Whether someone is registered under a namespace. */
    boolean isRegistered(String namespace) {
        return registry.namespaces().stream().anyMatch(view -> view.name().equals(namespace));
    }

    /** Starts a class in a JVM of its own, all with the same settings. */
    Child java(String name, Class<?> main, ClassPath classPath, Map<String, String> environment, String... args) {
        List<String> command = new ArrayList<>(options.java());
        command.addAll(List.of("-cp", classPath.of(options.home()), main.getName()));
        command.addAll(List.of(args));
        return started(new Child(name, command, environment, options.directory()));
    }

    /** Has a process ended with all others. */
    <T extends AutoCloseable> T closeLater(T process, Runnable close) {
        started.push(close);
        return process;
    }

    Child started(Child child) {
        return closeLater(child, child::close);
    }

    JvmMeter meter(long pid) {
        JvmMeter meter = new JvmMeter(pid);
        return closeLater(meter, meter::close);
    }

    /** Adds a contender with a client in Java, if it is asked for. */
    void add(Row row, Meter server, ClassPath classPath, ClientKind kind, String... args) {
        if (!options.wants(row.name())) {
            return;
        }
        String[] words = new String[args.length + 1];
        words[0] = kind.name();
        System.arraycopy(args, 0, words, 1, args.length);
        Child client = java(row.server() + "-" + row.name(), ClientProcess.class, classPath, Map.of(), words);
        client.awaitReady();
        add(row, client, meter(client.handle().pid()), server);
    }

    /** Adds a contender whose client runs. */
    void add(Row row, Child client, Meter clientMeter, Meter server) {
        contenders.add(new Contender(row.server(), row.name(), client, clientMeter, server));
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().run();
        }
    }
}
