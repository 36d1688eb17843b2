package io.microcdi.maven;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.jboss.jandex.CompositeIndex;
import org.jboss.jandex.IndexReader;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Indexer;

/** Indexes classes: those of a folder, and those of jars. */
final class ClassIndexes {

    private static final String INDEX = "META-INF/jandex.idx";
    private static final String CLASS = ".class";

    private final List<IndexView> indexes = new ArrayList<>();
    private final Map<String, File> leftOut = new LinkedHashMap<>();
    private final Consumer<String> warnings;

    /**
     * Makes an empty index.
     *
     * @param warnings receives a text for each file that cannot be read
     */
    ClassIndexes(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** Adds all classes below a folder. */
    ClassIndexes addFolder(Path folder) throws IOException {
        Indexer indexer = new Indexer();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(CLASS)).sorted().toList()) {
                try (InputStream bytes = Files.newInputStream(file)) {
                    indexer.index(bytes);
                }
            }
        }
        indexes.add(indexer.complete());
        return this;
    }

    /**
     * Adds a dependency: the index in it, or all of its classes. One that cannot be read is left out with a warning, because
     * the document seldom needs it.
     *
     * @param name {@code groupId:artifactId}
     * @param always whether to index the classes of a dependency without an index; else it is left out
     */
    ClassIndexes addDependency(String name, File file, boolean always) {
        try {
            if (file.isDirectory()) {
                addDirectory(name, file, always);
            } else if (file.getName().endsWith(".jar")) {
                addJar(name, file, always);
            }
        } catch (IOException | RuntimeException e) { // the reader of an index has several kinds
            warnings.accept("The dependency " + name + " cannot be read, and none of its classes is in the document: "
                    + file + ": " + e);
        }
        return this;
    }

    private void addDirectory(String name, File file, boolean always) throws IOException {
        Path index = file.toPath().resolve(INDEX);
        if (!(Files.exists(index) && addIndex(name, index.toString(), () -> Files.newInputStream(index)))) {
            if (always) {
                addFolder(file.toPath());
            } else {
                leftOut.put(name, file);
            }
        }
    }

    private void addJar(String name, File file, boolean always) throws IOException {
        try (ZipFile jar = new ZipFile(file)) {
            ZipEntry index = jar.getEntry(INDEX);
            if (index != null && addIndex(name, file + "!/" + INDEX, () -> jar.getInputStream(index))) {
                return;
            }
            if (!always) {
                leftOut.put(name, file);
                return;
            }
            Indexer indexer = new Indexer();
            for (ZipEntry entry : jar.stream().filter(each -> isClass(each.getName())).toList()) {
                try (InputStream bytes = jar.getInputStream(entry)) {
                    indexer.index(bytes);
                }
            }
            indexes.add(indexer.complete());
        }
    }

    private interface Bytes {

        InputStream open() throws IOException;
    }

    private boolean addIndex(String name, String place, Bytes bytes) {
        try (InputStream opened = bytes.open()) {
            indexes.add(new IndexReader(opened).read());
            return true;
        } catch (IOException | RuntimeException e) { // broken, or of a version that this Jandex does not know
            warnings.accept(
                    "The Jandex index " + place + " cannot be read: " + e + ". If the document needs classes of "
                            + name + ", add it to indexedDependencies: then the plugin reads the classes");
            return false;
        }
    }

    private static boolean isClass(String name) {
        return name.endsWith(CLASS) && !name.startsWith("META-INF/") && !name.endsWith("module-info.class");
    }

    /** Returns all of them as one. */
    IndexView all() {
        return CompositeIndex.create(indexes);
    }

    /** Returns the dependencies without an index whose classes are not indexed, by {@code groupId:artifactId}. */
    Map<String, File> leftOut() {
        return leftOut;
    }
}
