package io.microcdi.it.front;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The nginx of this machine, with the configuration of a test. */
public final class Nginx {

    /** Where Debian puts it, which is not on everybody's path. */
    private static final String SYSTEM = "/usr/sbin";

    private static final String CONFIGURATION = """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log info;
            events {
                worker_connections 256;
            }
            http {
                access_log access.log;
                client_body_temp_path temporary;
                proxy_temp_path temporary;
                fastcgi_temp_path temporary;
                uwsgi_temp_path temporary;
                scgi_temp_path temporary;
            %s
            }
            """;

    private static final String SERVER = """
                map $http_upgrade $connection_upgrade {
                    default upgrade;
                    ''      '';
                }
                server {
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $connection_upgrade;
                    proxy_set_header Host $http_host;
            %s
                }
            """;

    private final Path executable;

    private Nginx(Path executable) {
        this.executable = executable;
    }

    /**
     * Finds it.
     *
     * @return empty, after one line that begins with {@code SKIPPED nginx}, where there is none
     * @throws IllegalStateException instead, where the system property {@code microcdi.nginx} is {@code required}
     */
    public static Optional<Nginx> find() {
        Optional<Nginx> found = Stream
                .concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of(SYSTEM))
                .map(directory -> Path.of(directory, "nginx")).filter(Files::isExecutable).findFirst().map(Nginx::new);
        if (found.isEmpty()) {
            if ("required".equals(System.getProperty("microcdi.nginx"))) {
                throw new IllegalStateException("nginx is required (-Pnginx), but there is none on the PATH");
            }
            System.out.println("SKIPPED nginx: no nginx on the PATH");
        }
        return found;
    }

    /**
     * Starts it, and waits until it takes connections.
     *
     * @param directory for its files; made if it is missing
     * @param port of 127.0.0.1, where it speaks TLS
     * @param keyStore as of {@link PrivateAuthority#issue}
     * @param locations the blocks {@code location} of the one server
     */
    public ProxyProcess start(Path directory, int port, Path keyStore, String locations) {
        String certificate = keyStore.toString().replaceFirst("\\.p12$", "");
        return start(directory, port,
                SERVER.formatted(port, certificate + ".pem", certificate + ".key", locations.indent(8)));
    }

    /**
     * Starts it with servers of a test's own, and waits until it takes connections.
     *
     * @param directory for its files; made if it is missing
     * @param port of 127.0.0.1, on which one of the servers listens
     * @param http the content of the block {@code http}
     */
    public ProxyProcess start(Path directory, int port, String http) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("nginx.conf"), CONFIGURATION.formatted(http.indent(4)));
            Process process = new ProcessBuilder(List.of(executable.toString(), "-p", directory + "/", "-c",
                    "nginx.conf", "-e", "error.log")).directory(directory.toFile())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("output.log").toFile()).start();
            return new ProxyProcess(process, directory).awaitListening(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
