package io.microcdi.bench.run;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.microcdi.bench.child.ClientKind;
import io.microcdi.bench.child.ServerKind;

/** Node.js on both sides, and on either with ours on the other: in Java SE, and on the servers that were started before. */
final class NodeJs {

    /** Node.js on both sides. */
    static final String ALONE = "node-node";
    /** Node.js on one side, named in the order of client and server. */
    static final List<String> MIXED = List.of("java-node", "tomcat-node", "node-java", "node-tomcat", "node-wildfly",
            "node-payara");

    private static final String SCRIPT = "orders.mjs";
    private static final long INSTALL_SECONDS = 120;

    private final Lineup lineup;
    private final Path directory;
    private final String node;

    NodeJs(Lineup lineup) {
        this.lineup = lineup;
        this.directory = lineup.options().home().resolve("node").toAbsolutePath();
        this.node = onPath("node");
    }

    void start() {
        install();
        Child server = script("nodejs-server", "serve", Host.NODEJS.namespace());
        server.awaitReady();
        Meter serverMeter = new ProcessMeter(server.handle());
        call(ALONE, Host.NODEJS.namespace(), serverMeter);
        java(MIXED.get(0), ClassPath.TYRUS, serverMeter);
        java(MIXED.get(1), ClassPath.TOMCAT, serverMeter);
        String namespace = "orders-for-nodejs";
        Host.Started ours = Host.server(lineup, ServerKind.MICRO, lineup.registryUrl(), namespace);
        call(MIXED.get(2), namespace, ours.meter());
        lineup.servers().forEach((host, meter) -> call("node-" + host.label(), host.namespace(), meter));
    }

    private void java(String name, ClassPath classPath, Meter server) {
        lineup.add(Host.NODEJS.row(name), server, classPath, ClientKind.MICRO_DIRECT, lineup.registryUrl(),
                Host.NODEJS.namespace());
    }

    private void call(String name, String namespace, Meter server) {
        if (!lineup.options().wants(name)) {
            return;
        }
        Child client = script("nodejs-" + name, "call", namespace);
        client.awaitReady();
        lineup.add(Host.NODEJS.row(name), client, new ProcessMeter(client.handle()), server);
    }

    private Child script(String name, String what, String namespace) {
        return lineup.started(new Child(name,
                List.of(node, directory.resolve(SCRIPT).toString(), what, lineup.registryUrl(), namespace), Map.of(),
                lineup.options().directory()));
    }

    private void install() {
        try {
            Files.createDirectories(directory);
            copy(SCRIPT);
            copy("package.json");
            if (Files.isDirectory(directory.resolve("node_modules/ws"))) {
                return;
            }
            File log = directory.resolve("npm.log").toFile();
            Process npm = new ProcessBuilder(onPath("npm"), "install", "--no-package-lock", "--no-audit", "--no-fund",
                    "--no-update-notifier").directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log)
                    .start();
            if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new IllegalStateException("npm install has not succeeded: see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void copy(String name) throws IOException {
        try (InputStream in = NodeJs.class.getResourceAsStream("/node/" + name)) {
            Files.copy(in, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String onPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(entry -> Path.of(entry, name))
                .filter(Files::isExecutable).findFirst().map(Path::toString)
                .orElseThrow(
                        () -> new IllegalStateException("there is no " + name + " on the PATH: leave nodejs out of "
                                + "-Dbench.servers, or install it"));
    }
}
