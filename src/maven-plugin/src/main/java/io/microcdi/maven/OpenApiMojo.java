package io.microcdi.maven;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

import io.microcdi.internal.address.Namespaces;

/**
 * Writes the OpenAPI 3.1 document of the routes of this application, as the registry's gateway serves them, into
 * {@code META-INF/micro/openapi.json} of the classes. A node that has this file serves it, and the registry shows it at
 * {@code /openapi/{namespace}}. An application without a route has no file.
 */
@Mojo(name = "openapi", defaultPhase = LifecyclePhase.PROCESS_CLASSES, threadSafe = true, requiresDependencyResolution = ResolutionScope.COMPILE)
public class OpenApiMojo extends AbstractMojo {

    /** The longest document that a node serves, in bytes. */
    static final int MAX_BYTES = 1 << 20;

    private static final String FILE = "META-INF/micro/openapi.json";

    /** The namespace by which the application is called: {@code micro.namespace}, or the context path without its slash. */
    @Parameter(property = "microcdi.openapi.namespace", defaultValue = "${project.build.finalName}", required = true)
    private String namespace;

    /** The address of the registry's gateway in the document, to which {@code /call/…} is added. */
    @Parameter(property = "microcdi.openapi.gateway", defaultValue = "http://localhost:8427", required = true)
    private String gateway;

    /** The version of the interface in the document. */
    @Parameter(defaultValue = "${project.version}", required = true)
    private String version;

    /**
     * The dependencies without a Jandex index that have classes of payloads and results, or routes, as
     * {@code groupId:artifactId}. A dependency with an index is read anyway.
     */
    @Parameter
    private List<String> indexedDependencies;

    /** Whether to write no document. */
    @Parameter(property = "microcdi.openapi.skip", defaultValue = "false")
    private boolean skip;

    @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
    private File classes;

    @Parameter(defaultValue = "${project.artifacts}", readonly = true, required = true)
    private Set<Artifact> artifacts;

    /** Called by Maven. */
    public OpenApiMojo() {
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (skip || !classes.isDirectory()) {
            return;
        }
        try {
            Namespaces.check(namespace);
            write();
        } catch (IllegalArgumentException e) {
            throw new MojoFailureException(e.getMessage(), e);
        } catch (IOException e) {
            throw new MojoExecutionException("The OpenAPI document cannot be written: " + e, e);
        }
    }

    private void write() throws IOException, MojoFailureException {
        ClassIndexes indexes = new ClassIndexes().addFolder(classes.toPath());
        List<String> wanted = indexedDependencies == null ? List.of() : indexedDependencies;
        for (Artifact artifact : artifacts) {
            if (artifact.getFile() != null) {
                indexes.addDependency(artifact.getFile(),
                        wanted.contains(artifact.getGroupId() + ":" + artifact.getArtifactId()));
            }
        }
        List<DocumentedRoute> routes = new RouteFinder(indexes.all(), getLog()::warn).find();
        Path file = classes.toPath().resolve(FILE);
        if (routes.isEmpty()) {
            getLog().info("No class has a @Route: no OpenAPI document");
            Files.deleteIfExists(file);
            return;
        }
        OpenApiDocument document = new OpenApiDocument(namespace, version, gateway, indexes.all());
        routes.forEach(document::add);
        byte[] json = document.json().getBytes(StandardCharsets.UTF_8);
        if (json.length > MAX_BYTES) {
            throw new MojoFailureException(
                    "The OpenAPI document has " + json.length + " bytes, and a node serves at most "
                            + MAX_BYTES + ": name fewer indexedDependencies, or use RawJson for large types");
        }
        Files.createDirectories(file.getParent());
        Files.write(file, json);
        getLog().info(routes.size() + " routes of " + namespace + " are in " + FILE);
    }
}
