package io.microcdi.it.browser;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Node.js with the generator and the compiler of TypeScript, installed by npm below the directory {@code target}. */
final class TypeScript {

    private static final Path DIRECTORY = Path.of("target", "openapi").toAbsolutePath();
    private static final List<String> FILES = List.of("package.json", "tsconfig.json", "validate.mjs", "client.ts",
            "shop.json");

    private final Path node;

    private TypeScript(Path node) {
        this.node = node;
    }

    /**
     * Finds Node.js and has npm install the packages.
     *
     * @return empty, after one line that begins with {@code SKIPPED node}, where something is missing
     * @throws IllegalStateException instead, where the system property {@code microcdi.node} is {@code required}
     */
    static Optional<TypeScript> find() throws IOException, InterruptedException {
        Optional<Path> node = Command.onPath("node");
        Optional<Path> npm = Command.onPath("npm");
        String problem = node.isEmpty() || npm.isEmpty() ? "no node and npm on the PATH" : install(npm.get());
        if (problem.isEmpty()) {
            return node.map(TypeScript::new);
        }
        if ("required".equals(System.getProperty("microcdi.node"))) {
            throw new IllegalStateException("Node.js is required (-Pnode), but there is " + problem);
        }
        System.out.println("SKIPPED node: " + problem);
        return Optional.empty();
    }

    private static String install(Path npm) throws IOException, InterruptedException {
        Files.createDirectories(DIRECTORY);
        for (String file : FILES) {
            try (InputStream in = TypeScript.class.getResourceAsStream("/openapi/" + file)) {
                Files.copy(in, DIRECTORY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (Files.isDirectory(DIRECTORY.resolve("node_modules/openapi-fetch"))) {
            return "";
        }
        Command.Ended installed = Command.npmInstall(npm, DIRECTORY);
        return installed.status() == 0 ? "" : "no success of npm install: " + installed.output();
    }

    /** Writes a file beside the scripts. */
    void write(String name, String text) throws IOException {
        Files.writeString(DIRECTORY.resolve(name), text);
    }

    /** Runs a script of this directory by Node.js, and waits for its end. */
    Command.Ended run(String script, String... arguments) throws IOException, InterruptedException {
        return Command.run(DIRECTORY,
                Stream.concat(Stream.of(node.toString(), script), Stream.of(arguments)).toList());
    }
}
