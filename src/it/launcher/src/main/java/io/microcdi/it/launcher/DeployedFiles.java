package io.microcdi.it.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** The files of one deployment: the archive, or a descriptor and the archive that it names. */
final class DeployedFiles {
    private static final String ARCHIVE = "{archive}";

    private final List<Path> files = new ArrayList<>();

    private DeployedFiles() {
    }

    static DeployedFiles put(Archive<?> archive, LauncherConfiguration configuration) throws IOException {
        DeployedFiles put = new DeployedFiles();
        String name = archive.getName();
        File complete = Files.createTempFile(configuration.directory(), "deployment", ".tmp").toFile();
        archive.as(ZipExporter.class).exportTo(complete, true);
        if (configuration.descriptor().isEmpty() || !archive.contains(configuration.described())) {
            put.appear(complete.toPath(), configuration.deployments().resolve(name));
            return put;
        }
        Path beside = Files.createDirectories(configuration.archives()).resolve(name);
        put.appear(complete.toPath(), beside);
        Path descriptor = Files.createTempFile(configuration.directory(), "descriptor", ".tmp");
        String template = Files.readString(configuration.descriptor().get());
        Files.writeString(descriptor, template.replace(ARCHIVE, beside.toAbsolutePath().toString()));
        put.appear(descriptor, configuration.deployments().resolve(name.replaceFirst("\\.[^.]+$", ".xml")));
        return put;
    }

    /** The whole at once, so that the server never sees a part of it. */
    private void appear(Path complete, Path target) throws IOException {
        Files.move(complete, target, StandardCopyOption.ATOMIC_MOVE);
        files.add(0, target);
    }

    /** Removes the last file first. */
    void remove() throws IOException {
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
