package io.microcdi.it.glassfish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands as {@code glassfish/modules/admin-cli.jar}, which the adapter runs by {@code java -jar} and which GlassFish 8 has
 * no more: it hands over to the script that sets the module path.
 */
public final class Asadmin {
    private Asadmin() {
    }

    /**
     * Runs {@code bin/asadmin} and ends with its exit code.
     *
     * @param args
     *        what it is to do
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
        Path script = jar.getParent().resolveSibling("bin").resolve("asadmin");
        // Unpacked by Maven, the script is not executable.
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(args));
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
