package io.microcdi.it.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** axe-core, which npm installs below the directory {@code target}: it finds faults of accessibility. */
final class Axe {

    private static final Path DIRECTORY = Path.of("target", "axe").toAbsolutePath();
    private static final String VERSION = "4.14.1";

    private Axe() {
    }

    /** Returns its script; empty, after one line that begins with {@code SKIPPED node}, if it cannot be installed. */
    static Optional<String> script() throws IOException, InterruptedException {
        Path script = DIRECTORY.resolve("node_modules/axe-core/axe.min.js");
        Optional<Path> npm = Command.onPath("npm");
        String problem = "there is no npm on the PATH";
        if (!Files.exists(script) && npm.isPresent()) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve("package.json"), "{\"private\": true}");
            problem = Command.npmInstall(npm.get(), DIRECTORY, "axe-core@" + VERSION).output();
        }
        if (Files.exists(script)) {
            return Optional.of(Files.readString(script));
        }
        if ("required".equals(System.getProperty("microcdi.node"))) {
            throw new IllegalStateException(
                    "Node.js is required (-Pnode), but npm cannot install axe-core: " + problem);
        }
        System.out.println("SKIPPED node: npm cannot install axe-core: " + problem);
        return Optional.empty();
    }
}
