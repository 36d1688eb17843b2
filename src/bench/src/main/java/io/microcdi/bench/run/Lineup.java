package io.microcdi.bench.run;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.microcdi.bench.child.ClientKind;
import io.microcdi.bench.child.ClientProcess;
import io.microcdi.bench.child.ServerKind;
import io.microcdi.bench.child.ServerProcess;
import io.microcdi.standalone.RegistryBuilder;
import io.microcdi.standalone.RegistryServer;

/** All contenders of a run, up and connected; what was started last is ended first. */
final class Lineup implements AutoCloseable {

    private final Path directory;
    private final List<Contender> contenders = new ArrayList<>();
    private final Deque<Runnable> started = new ArrayDeque<>();
    private final RegistryServer registry = RegistryBuilder.create().build();
    private final String registryUrl;

    Lineup(Options options) throws Exception {
        directory = options.directory();
        registryUrl = "ws://127.0.0.1:" + registry.listen(0);
        started.push(registry::stop);
        try {
            if (options.servers().contains("se")) {
                javaSe();
            }
            if (options.servers().contains("grpc")) {
                add("netty", "grpc-direct", server(ServerKind.GRPC_DIRECT), ClientKind.GRPC_DIRECT);
                add("netty", "grpc", server(ServerKind.GRPC), ClientKind.GRPC);
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    List<Contender> contenders() {
        return contenders;
    }

    private void javaSe() {
        String namespace = "orders-se";
        Started ours = server(ServerKind.MICRO, registryUrl, namespace);
        add("se", Ratios.ECHO, server(ServerKind.ECHO), ClientKind.ECHO);
        add("se", Ratios.OURS, ours, ClientKind.MICRO, registryUrl, namespace);
        add("se", Ratios.OURS + "-inline", ours, ClientKind.MICRO_INLINE, registryUrl, namespace);
    }

    private record Started(String address, JvmMeter meter) {
    }

    private Started server(ServerKind kind, String... args) {
        Child child = start(kind.name().toLowerCase(java.util.Locale.ROOT) + "-server", ServerProcess.class,
                kind.name(), args);
        return new Started(child.awaitReady(), meter(child));
    }

    /** Adds a contender whose client wants nothing but the address that the server has told. */
    private void add(String serverName, String name, Started server, ClientKind kind) {
        add(serverName, name, server, kind, server.address());
    }

    private void add(String serverName, String name, Started server, ClientKind kind, String... args) {
        Child client = start(serverName + "-" + name, ClientProcess.class, kind.name(), args);
        client.awaitReady();
        contenders.add(new Contender(serverName, name, client, meter(client), server.meter()));
    }

    private Child start(String name, Class<?> main, String kind, String... args) {
        List<String> words = new ArrayList<>(List.of(kind));
        words.addAll(List.of(args));
        Child child = Child.java(name, main, directory, words.toArray(String[]::new));
        started.push(child::close);
        return child;
    }

    private JvmMeter meter(Child child) {
        JvmMeter meter = new JvmMeter(child.pid());
        started.push(meter::close);
        return meter;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().run();
        }
    }
}
