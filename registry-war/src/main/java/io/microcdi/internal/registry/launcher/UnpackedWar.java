package io.microcdi.internal.registry.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The unpacked archive. It must be unpacked because no class loader reads a jar inside a jar. */
final class UnpackedWar implements AutoCloseable {

    private static final String WEB_INF = "WEB-INF/";
    private static final String TERMINAL = WEB_INF + "terminal/";
    /** The libraries of the application that the commands use too. */
    private static final Predicate<String> JSON = name -> name.startsWith(WEB_INF + "lib/jakarta.json-api-")
            || name.startsWith(WEB_INF + "lib/parsson-");

    private final WorkDirectory directory;
    private final URLClassLoader loader;

    private UnpackedWar(WorkDirectory directory, List<URL> urls) {
        this.directory = directory;
        this.loader = new URLClassLoader("registry", urls.toArray(URL[]::new), UnpackedWar.class.getClassLoader());
    }

    /**
     * Unpacks all except the commands.
     *
     * @param libraries a directory with more jars; empty for none
     * @throws IllegalArgumentException if that is no directory, or if it has no jar
     */
    static UnpackedWar of(Path war, Optional<String> libraries) throws IOException {
        List<URL> more = libraries.isEmpty() ? List.of() : jars(libraries.get());
        return of(war, more, name -> !name.startsWith(TERMINAL), "classes", "standalone/classes", "lib",
                "standalone/lib");
    }

    /** Unpacks the commands alone. */
    static UnpackedWar ofCommands(Path war) throws IOException {
        return of(war, List.of(), name -> name.startsWith(TERMINAL) || JSON.test(name), "terminal/classes",
                "terminal/lib", "lib");
    }

    private static UnpackedWar of(Path war, List<URL> more, Predicate<String> needed, String... folders)
            throws IOException {
        WorkDirectory directory = WorkDirectory.create();
        try (ZipFile zip = new ZipFile(war.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().startsWith(WEB_INF) && needed.test(entry.getName()) && !entry.isDirectory()) {
                    unpack(zip, entry, directory.path());
                }
            }
            List<URL> urls = urls(directory.path(), folders);
            urls.addAll(more);
            return new UnpackedWar(directory, urls);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    Path directory() {
        return directory.path();
    }

    /**
     * Returns a class loader for the application, its libraries and the server. The server can thus read the
     * application's settings.
     */
    ClassLoader loader() {
        return loader;
    }

    @Override
    public void close() throws IOException {
        loader.close();
        directory.close();
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path directory) throws IOException {
        Path file = directory.resolve(entry.getName()).normalize();
        if (!file.startsWith(directory)) {
            throw new IOException("the archive has an entry outside itself: " + entry.getName());
        }
        Files.createDirectories(file.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
        }
    }

    private static List<URL> urls(Path directory, String... folders) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String name : folders) {
            Path folder = directory.resolve(WEB_INF + name);
            if (name.endsWith("classes")) {
                urls.add(url(folder));
                continue;
            }
            try (Stream<Path> files = Files.list(folder)) {
                files.sorted().map(UnpackedWar::url).forEach(urls::add);
            }
        }
        return urls;
    }

    private static List<URL> jars(String directory) throws IOException {
        List<URL> jars = List.of();
        if (Files.isDirectory(Path.of(directory))) {
            try (Stream<Path> files = Files.list(Path.of(directory))) {
                jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().map(UnpackedWar::url).toList();
            }
        }
        if (jars.isEmpty()) {
            throw new IllegalArgumentException("--libraries " + directory + ": expected a directory with jars");
        }
        return jars;
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
