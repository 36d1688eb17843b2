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
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The unpacked archive. It must be unpacked because no class loader reads a jar inside a jar. */
final class UnpackedWar implements AutoCloseable {

    private static final String NEEDED = "WEB-INF/";

    private final WorkDirectory directory;
    private final URLClassLoader loader;

    private UnpackedWar(WorkDirectory directory, List<URL> more) throws IOException {
        this.directory = directory;
        List<URL> urls = urls(directory.path());
        urls.addAll(more);
        this.loader = new URLClassLoader("registry", urls.toArray(URL[]::new), UnpackedWar.class.getClassLoader());
    }

    /**
     * Unpacks the archive.
     *
     * @param libraries a directory with more jars; empty for none
     * @throws IllegalArgumentException if that is no directory, or if it has no jar
     */
    static UnpackedWar of(Path war, Optional<String> libraries) throws IOException {
        List<URL> more = libraries.isEmpty() ? List.of() : jars(libraries.get());
        WorkDirectory directory = WorkDirectory.create();
        try (ZipFile zip = new ZipFile(war.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().startsWith(NEEDED) && !entry.isDirectory()) {
                    unpack(zip, entry, directory.path());
                }
            }
            return new UnpackedWar(directory, more);
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

    private static List<URL> urls(Path directory) throws IOException {
        Path webInf = directory.resolve("WEB-INF");
        List<URL> urls = new ArrayList<>();
        urls.add(url(webInf.resolve("classes")));
        urls.add(url(webInf.resolve("standalone/classes")));
        for (String jars : List.of("lib", "standalone/lib")) {
            try (Stream<Path> files = Files.list(webInf.resolve(jars))) {
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
