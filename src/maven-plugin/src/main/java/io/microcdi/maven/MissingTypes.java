package io.microcdi.maven;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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

/**
 * Finds types in dependencies that are not indexed: superclasses and interfaces with routes, which are not in the document,
 * and types of payloads and results, which the document does not describe.
 */
final class MissingTypes {

    private final Consumer<String> warnings;
    private final Set<DotName> seen = new HashSet<>();
    /** The types to look for, each with the class of the application that has it. */
    private Map<DotName, Wanted> wanted = new LinkedHashMap<>();

    /**
     * Why a type is looked for.
     *
     * @param bean the class of the application that has it
     * @param supertype whether it is a superclass or an interface of this class
     */
    private record Wanted(DotName bean, boolean supertype) {
    }

    private MissingTypes(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * Warns of each type that a bean has from a dependency without an index.
     *
     * @param routes the routes that were found, whose types are looked for
     * @param leftOut the dependencies that are not indexed, by {@code groupId:artifactId}
     */
    static void warn(List<DocumentedRoute> routes, IndexView index, Map<String, File> leftOut,
            Consumer<String> warnings) {
        MissingTypes missing = new MissingTypes(warnings);
        index.getKnownClasses().stream().filter(RouteFinder::mayBeBean)
                .forEach(bean -> missing.collect(bean, bean, index));
        MetTypes.of(routes, index).forEach((type, bean) -> {
            if (index.getClassByName(type.name()) == null && OpenApiDocument.isOfAnApplication(type.name())) {
                missing.want(type.name(), new Wanted(bean.name(), false));
            }
        });
        while (!missing.wanted.isEmpty()) { // a type that is found has superclasses of its own
            Map<DotName, Wanted> round = missing.wanted;
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
                want(name, new Wanted(bean.name(), true));
            }
        });
    }

    private static Stream<DotName> supertypes(ClassInfo type) {
        return Stream.concat(Stream.ofNullable(type.superName()), type.interfaceNames().stream());
    }

    private void want(DotName type, Wanted reason) {
        if (!type.toString().startsWith("java.") && seen.add(type)) {
            wanted.put(type, reason);
        }
    }

    private void look(Map<DotName, Wanted> round, String name, File file) {
        if (file.isDirectory()) {
            round.forEach((type, reason) -> {
                Path path = file.toPath().resolve(path(type));
                if (Files.isRegularFile(path)) {
                    found(type, reason, name, file, () -> Files.newInputStream(path));
                }
            });
            return;
        }
        try (ZipFile jar = new ZipFile(file)) {
            round.forEach((type, reason) -> {
                ZipEntry entry = jar.getEntry(path(type));
                if (entry != null) {
                    found(type, reason, name, file, () -> jar.getInputStream(entry));
                }
            });
        } catch (IOException e) {
            warnings.accept("The classes of " + file + " cannot be read: " + e);
        }
    }

    private static String path(DotName type) {
        return type.toString().replace('.', '/') + ".class";
    }

    /** A class file to read. */
    private interface Source {
        InputStream open() throws IOException;
    }

    private void found(DotName name, Wanted reason, String dependency, File file, Source source) {
        ClassInfo type;
        try (InputStream bytes = source.open()) {
            type = Index.singleClass(bytes);
        } catch (IOException | RuntimeException e) { // Jandex throws any for a class file that is none
            warnings.accept("The class " + name + " of " + file + " cannot be read: " + e);
            return;
        }
        String cure = ": the dependency " + dependency
                + " has no Jandex index. Add it to indexedDependencies of this plugin";
        if (!reason.supertype) {
            warnings.accept(
                    reason.bean + " has a route with the type " + name + ", which the document does not describe"
                            + cure);
            return;
        }
        if (RouteFinder.hasRoutes(type)) {
            warnings.accept(reason.bean + " has routes of " + name + ", which are not in the document" + cure);
        }
        supertypes(type).forEach(each -> want(each, reason));
    }
}
