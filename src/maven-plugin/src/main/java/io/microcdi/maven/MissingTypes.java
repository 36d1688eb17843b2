package io.microcdi.maven;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Index;
import org.jboss.jandex.IndexView;

/** Finds superclasses and interfaces with routes in dependencies that are not indexed. Their routes are not in the document. */
final class MissingTypes {

    private final Consumer<String> warnings;
    private final Set<DotName> seen = new HashSet<>();
    /** The types to look for, each with the class of the application that has it. */
    private Map<DotName, DotName> wanted = new LinkedHashMap<>();

    private MissingTypes(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * Warns of each type with routes that a bean has from a dependency without an index.
     *
     * @param leftOut the dependencies that are not indexed, by {@code groupId:artifactId}
     */
    static void warn(IndexView index, Map<String, File> leftOut, Consumer<String> warnings) {
        MissingTypes missing = new MissingTypes(warnings);
        index.getKnownClasses().stream().filter(RouteFinder::mayBeBean)
                .forEach(bean -> missing.collect(bean, bean, index));
        while (!missing.wanted.isEmpty()) { // a type that is found has superclasses of its own
            Map<DotName, DotName> round = missing.wanted;
            missing.wanted = new LinkedHashMap<>();
            leftOut.forEach((name, file) -> missing.look(round, name, file));
        }
    }

    private void collect(ClassInfo bean, ClassInfo type, IndexView index) {
        supertypes(type).forEach(name -> {
            ClassInfo known = index.getClassByName(name);
            if (known != null) {
                collect(bean, known, index);
            } else {
                want(name, bean.name());
            }
        });
    }

    private static Stream<DotName> supertypes(ClassInfo type) {
        return Stream.concat(Stream.ofNullable(type.superName()), type.interfaceNames().stream());
    }

    private void want(DotName type, DotName bean) {
        if (!type.toString().startsWith("java.") && seen.add(type)) {
            wanted.put(type, bean);
        }
    }

    private void look(Map<DotName, DotName> round, String name, File file) {
        try {
            if (file.isDirectory()) {
                for (DotName type : round.keySet()) {
                    Path path = file.toPath().resolve(path(type));
                    if (Files.isRegularFile(path)) {
                        found(Index.singleClass(Files.readAllBytes(path)), round.get(type), name);
                    }
                }
                return;
            }
            try (ZipFile jar = new ZipFile(file)) {
                for (DotName type : round.keySet()) {
                    ZipEntry entry = jar.getEntry(path(type));
                    if (entry != null) {
                        try (InputStream bytes = jar.getInputStream(entry)) {
                            found(Index.singleClass(bytes), round.get(type), name);
                        }
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            warnings.accept("The classes of " + file + " cannot be read: " + e);
        }
    }

    private static String path(DotName type) {
        return type.toString().replace('.', '/') + ".class";
    }

    private void found(ClassInfo type, DotName bean, String dependency) {
        if (RouteFinder.hasRoutes(type)) {
            warnings.accept(bean + " has routes of " + type.name() + ", which are not in the document: the dependency "
                    + dependency + " has no Jandex index. Add it to indexedDependencies of this plugin");
        }
        supertypes(type).forEach(name -> want(name, bean));
    }
}
