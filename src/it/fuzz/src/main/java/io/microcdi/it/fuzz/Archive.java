package io.microcdi.it.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The archive of the registry, unpacked. Its classes run in this process, so that the fuzzer sees which branches they take.
 * The property {@code registry.war} says where it is.
 */
final class Archive {

    private static final String WEB_INF = "WEB-INF/";
    private static final Path HOME = unpacked(
            Path.of(System.getProperty("registry.war", "registry-war/target/registry.war")));

    private Archive() {
    }

    /** Returns the directory with its files. */
    static Path home() {
        return HOME;
    }

    /** Returns a loader of the launcher's classes, and of the classes and libraries in folders of {@code WEB-INF}. */
    static ClassLoader loader(String... folders) {
        List<URL> urls = new ArrayList<>(List.of(url(HOME)));
        for (String folder : folders) {
            Path path = HOME.resolve(WEB_INF + folder);
            if (folder.endsWith("classes")) {
                urls.add(url(path));
                continue;
            }
            try (Stream<Path> libraries = Files.list(path)) {
                libraries.sorted().map(Archive::url).forEach(urls::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new URLClassLoader("registry", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Path unpacked(Path archive) {
        try {
            Path home = Files.createTempDirectory("registry");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home), "registry-files"));
            try (ZipFile zip = new ZipFile(archive.toFile())) {
                for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
                    ZipEntry entry = entries.nextElement();
                    if (!entry.isDirectory()) {
                        unpack(zip, entry, home.resolve(entry.getName()));
                    }
                }
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
        }
    }

    private static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // the directory is a temporary one
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
