package io.microcdi.maven;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
     * Adds a dependency: the index in it, or all of its classes.
     *
     * @param always whether to index the classes of a jar without an index; else it is left out
     */
    ClassIndexes addDependency(File file, boolean always) throws IOException {
        if (file.isDirectory()) {
            Path index = file.toPath().resolve(INDEX);
            if (Files.exists(index)) {
                try (InputStream bytes = Files.newInputStream(index)) {
                    indexes.add(new IndexReader(bytes).read());
                }
            } else if (always) {
                addFolder(file.toPath());
            }
        } else if (file.getName().endsWith(".jar")) {
            addJar(file, always);
        }
        return this;
    }

    private void addJar(File file, boolean always) throws IOException {
        try (ZipFile jar = new ZipFile(file)) {
            ZipEntry index = jar.getEntry(INDEX);
            if (index != null) {
                try (InputStream bytes = jar.getInputStream(index)) {
                    indexes.add(new IndexReader(bytes).read());
                }
            } else if (always) {
                Indexer indexer = new Indexer();
                for (ZipEntry entry : jar.stream().filter(each -> isClass(each.getName())).toList()) {
                    try (InputStream bytes = jar.getInputStream(entry)) {
                        indexer.index(bytes);
                    }
                }
                indexes.add(indexer.complete());
            }
        }
    }

    private static boolean isClass(String name) {
        return name.endsWith(CLASS) && !name.startsWith("META-INF/") && !name.endsWith("module-info.class");
    }

    /** Returns all of them as one. */
    IndexView all() {
        return CompositeIndex.create(indexes);
    }
}
