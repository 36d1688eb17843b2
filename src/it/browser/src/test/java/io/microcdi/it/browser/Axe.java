package io.microcdi.it.browser;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** axe-core, which npm installs below the directory {@code target}: it finds faults of accessibility. */
final class Axe {

    private static final Path DIRECTORY = Path.of("target", "axe").toAbsolutePath();
    private static final String VERSION = "4.14.1";

    private Axe() {
    }

    /** Returns its script; empty, after one line that begins with {@code SKIPPED node}, if it cannot be installed. */
    static Optional<String> script() throws IOException, InterruptedException {
        Path script = DIRECTORY.resolve("node_modules/axe-core/axe.min.js");
        Optional<Path> npm = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, "npm")).filter(Files::isExecutable).findFirst();
        if (!Files.exists(script) && npm.isPresent()) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve("package.json"), "{\"private\": true}");
            Process install = new ProcessBuilder(List.of(npm.get().toString(), "install", "axe-core@" + VERSION,
                    "--no-package-lock", "--no-audit", "--no-fund", "--no-update-notifier"))
                    .directory(DIRECTORY.toFile()).inheritIO().start();
            if (!install.waitFor(120, TimeUnit.SECONDS)) {
                install.destroyForcibly();
            }
        }
        if (Files.exists(script)) {
            return Optional.of(Files.readString(script));
        }
        if ("required".equals(System.getProperty("microcdi.node"))) {
            throw new IllegalStateException("Node.js is required (-Pnode), but npm cannot install axe-core");
        }
        System.out.println("SKIPPED node: npm cannot install axe-core");
        return Optional.empty();
    }
}
