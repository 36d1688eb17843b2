package io.microcdi.it.node;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Node.js with what the scripts need, installed below the directory {@code target} of the module under test. */
public final class NodeJs {

    private static final Path DIRECTORY = Path.of("target", "node").toAbsolutePath();
    private static final String FIRST_DIALECT = "node.mjs";
    private static final String SECOND_DIALECT = "agent.mjs";
    private static final String CLIENT = "client/example.mjs";
    private static final String CLIENT_TIMEOUT_MILLIS = "60000";
    private static final long INSTALL_SECONDS = 300;

    private final Path node;

    private NodeJs(Path node) {
        this.node = node;
    }

    /**
     * Finds Node.js and has npm install the scripts' one package.
     *
     * @return empty, after one line that begins with {@code SKIPPED node}, where something is missing
     * @throws IllegalStateException instead, where the system property {@code microcdi.node} is {@code required}
     */
    public static Optional<NodeJs> find() throws IOException, InterruptedException {
        Optional<Path> node = onPath("node");
        Optional<Path> npm = onPath("npm");
        String problem = node.isEmpty() ? "no node on the PATH" : npm.isEmpty() ? "no npm on the PATH"
                : install(npm.get());
        if (problem.isEmpty()) {
            return node.map(NodeJs::new);
        }
        if ("required".equals(System.getProperty("microcdi.node"))) {
            throw new IllegalStateException("Node.js is required (-Pnode), but there is " + problem);
        }
        System.out.println("SKIPPED node: " + problem);
        return Optional.empty();
    }

    /**
     * Starts a node of the first dialect.
     *
     * @param registry as {@code ws://127.0.0.1:8427}
     * @param namespace what it is called by
     * @param call nothing, or whom it calls itself: namespace, route and payload as JSON
     */
    public NodeProcess start(String registry, String namespace, String... call) throws IOException {
        return run(FIRST_DIALECT, registry, namespace, call);
    }

    /**
     * Starts a node of the second dialect; as {@link #start}, but the last of the call is a JSON array of arguments.
     */
    public NodeProcess startAgent(String registry, String namespace, String... call) throws IOException {
        return run(SECOND_DIALECT, registry, namespace, call);
    }

    /**
     * Starts the example of the package in {@code src/node}, a node of the first dialect; as {@link #start}. Its call may take
     * as long as a busy machine needs.
     */
    public NodeProcess startClient(String registry, String namespace, String... call) throws IOException {
        String[] timed = Arrays.copyOf(call, call.length == 0 ? 0 : call.length + 1);
        if (timed.length > 0) {
            timed[call.length] = CLIENT_TIMEOUT_MILLIS;
        }
        return run(CLIENT, registry, namespace, timed);
    }

    private NodeProcess run(String script, String registry, String namespace, String... call) throws IOException {
        List<String> command = new ArrayList<>(List.of(node.toString(), script, registry, namespace));
        command.addAll(List.of(call));
        return new NodeProcess(new ProcessBuilder(command).directory(DIRECTORY.toFile()).redirectErrorStream(true)
                .start());
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable).findFirst();
    }

    /** Installs, one JVM after the other: those of a module's tests share the directory. */
    private static synchronized String install(Path npm) throws IOException, InterruptedException {
        Path lock = Files.createDirectories(DIRECTORY).resolve("install.lock");
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock mine = file.lock()) {
            return mine.isValid() ? installAlone(npm) : "no lock on " + lock;
        }
    }

    /** The failure; empty if there is none. */
    private static String installAlone(Path npm) throws IOException, InterruptedException {
        copyClient();
        for (String name : List.of("package.json", "lib.mjs", FIRST_DIALECT, SECOND_DIALECT)) {
            copy(name);
        }
        if (Files.isDirectory(DIRECTORY.resolve("node_modules/ws"))) {
            return "";
        }
        Path log = DIRECTORY.resolve("npm.log");
        Process process = new ProcessBuilder(npm.toString(), "install", "--no-package-lock", "--no-audit", "--no-fund",
                "--no-update-notifier", "--prefer-offline", "--fetch-retries=5", "--fetch-retry-mintimeout=1000",
                "--fetch-retry-factor=2").directory(DIRECTORY.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        if (!process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "no answer from npm install in " + INSTALL_SECONDS + " s: see " + log;
        }
        return process.exitValue() == 0 ? "" : "no success of npm install: see " + log;
    }

    /** Copies each file of the package in {@code src/node}, which lie beside each other on the class path. */
    private static void copyClient() throws IOException {
        URI example = URI.create(NodeJs.class.getResource(CLIENT).toString());
        if (!"jar".equals(example.getScheme())) {
            copyDirectory(Path.of(example).getParent());
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(example, Map.of())) {
            copyDirectory(jar.provider().getPath(example).getParent());
        }
    }

    private static void copyDirectory(Path source) throws IOException {
        Path target = Files.createDirectories(DIRECTORY.resolve("client"));
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                put(Files.readAllBytes(file), target.resolve(file.getFileName().toString()));
            }
        }
    }

    private static void copy(String name) throws IOException {
        try (InputStream in = NodeJs.class.getResourceAsStream(name)) {
            put(in.readAllBytes(), DIRECTORY.resolve(name));
        }
    }

    /** Replaces what differs, at once: the program of another JVM's test may be reading it. */
    private static void put(byte[] content, Path target) throws IOException {
        if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), content)) {
            return;
        }
        Path whole = Files.write(target.resolveSibling(target.getFileName() + ".new"), content);
        Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
