package io.microcdi.it.front;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Apache httpd of this machine, with the configuration of a test. */
public final class Httpd {

    /** Where Debian puts it, which is not on everybody's path. */
    private static final String SYSTEM = "/usr/sbin";
    private static final List<String> NAMES = List.of("apache2", "httpd");
    /** From the directory of the program. */
    private static final List<String> DIRECTORIES_OF_MODULES = List.of("../lib/apache2/modules",
            "../lib64/httpd/modules",
            "../lib/httpd/modules", "../modules");
    /** Some of them are parts of the program, and then have no file. */
    private static final List<String> MODULES = List.of("mpm_event", "unixd", "log_config", "authz_core",
            "socache_shmcb",
            "ssl", "headers", "rewrite", "proxy", "proxy_http");

    private static final String CONFIGURATION = """
            ServerRoot "%1$s"
            ServerName localhost
            PidFile httpd.pid
            DefaultRuntimeDir .
            Mutex file:.
            ErrorLog error.log
            %2$s
            <IfModule unixd_module>
                User nobody
                Group nogroup
            </IfModule>
            Listen 127.0.0.1:%3$d
            %4$s
            """;

    private final Path executable;
    private final Path modules;

    private Httpd(Path executable, Path modules) {
        this.executable = executable;
        this.modules = modules;
    }

    /** Finds it; empty, after one line that begins with {@code SKIPPED httpd}, where there is none. */
    public static Optional<Httpd> find() {
        Optional<Httpd> found = Stream
                .concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of(SYSTEM))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable).flatMap(program -> DIRECTORIES_OF_MODULES.stream()
                        .map(directory -> program.resolveSibling(directory).normalize()).filter(Files::isDirectory)
                        .map(directory -> new Httpd(program, directory)))
                .findFirst();
        if (found.isEmpty()) {
            System.out.println("SKIPPED httpd: no apache2 and no httpd on the PATH");
        }
        return found;
    }

    /**
     * Starts it, and waits until it takes connections.
     *
     * @param directory for its files; made if it is missing
     * @param port of 127.0.0.1, on which it listens
     * @param hosts the rest of its configuration
     */
    public ProxyProcess start(Path directory, int port, String hosts) {
        String loaded = MODULES.stream().filter(name -> Files.exists(file(name)))
                .map(name -> "LoadModule " + name + "_module \"" + file(name) + "\"").collect(Collectors.joining("\n"));
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("httpd.conf"), CONFIGURATION.formatted(directory, loaded, port, hosts));
            // one process, so that nothing is left when it is killed
            Process process = new ProcessBuilder(List.of(executable.toString(), "-X", "-d", directory.toString(), "-f",
                    "httpd.conf")).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output.log").toFile()).start();
            return new ProxyProcess(process, directory).awaitListening(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String module) {
        return modules.resolve("mod_" + module + ".so");
    }
}
