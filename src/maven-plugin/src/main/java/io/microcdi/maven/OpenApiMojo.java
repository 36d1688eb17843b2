package io.microcdi.maven;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.jboss.jandex.IndexView;

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
    private static final String SETTINGS = "META-INF/microprofile-config.properties";
    private static final String NAMESPACE = "micro.namespace";

    /**
     * The namespace by which the application is called. By default it is {@code micro.namespace} in
     * {@code META-INF/microprofile-config.properties}, or else {@code finalName}, which is the context path of a WAR on
     * most servers.
     */
    @Parameter(property = "microcdi.openapi.namespace")
    String namespace;

    @Parameter(defaultValue = "${project.build.finalName}", readonly = true, required = true)
    String finalName;

    /** The address of the registry's gateway in the document, to which {@code /call/…} is added. */
    @Parameter(property = "microcdi.openapi.gateway", defaultValue = "http://localhost:8427", required = true)
    String gateway;

    /** The version of the interface in the document. */
    @Parameter(defaultValue = "${project.version}", required = true)
    String version;

    /**
     * The dependencies without a Jandex index that have classes of payloads and results, or routes, for example
     * {@code groupId:artifactId}. A dependency with an index is read anyway.
     */
    @Parameter
    List<String> indexedDependencies;

    /** Whether to write no document. */
    @Parameter(property = "microcdi.openapi.skip", defaultValue = "false")
    boolean skip;

    @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
    File classes;

    @Parameter(defaultValue = "${project.artifacts}", readonly = true, required = true)
    Set<Artifact> artifacts;

    /** Called by Maven. */
    public OpenApiMojo() {
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (skip || !classes.isDirectory()) {
            return;
        }
        try {
            String called = called();
            Namespaces.check(called);
            write(called);
        } catch (IllegalArgumentException e) {
            throw new MojoFailureException(e.getMessage(), e);
        } catch (IOException e) {
            throw new MojoExecutionException("The OpenAPI document cannot be written: " + e, e);
        }
    }

    /** Returns the namespace, and tells if two sources of it differ. */
    private String called() throws IOException {
        String set = setting();
        if (set != null && set.contains("${")) {
            getLog().warn(NAMESPACE + " in " + SETTINGS + " is an expression, " + set
                    + ", that is resolved later: set the parameter namespace of this plugin");
            set = null;
        }
        if (namespace != null) {
            if (set != null && !set.equals(namespace)) {
                getLog().warn(
                        "The document is for the namespace " + namespace + ", but " + NAMESPACE + " in " + SETTINGS
                                + " is " + set);
            }
            return namespace;
        }
        if (set != null && !set.equals(finalName)) {
            getLog().info("The document is for the namespace " + set + " of " + SETTINGS + ", not for the finalName "
                    + finalName);
        }
        return set == null ? finalName : set;
    }

    private String setting() throws IOException {
        Path file = classes.toPath().resolve(SETTINGS);
        if (!Files.exists(file)) {
            return null;
        }
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            settings.load(in);
        }
        String set = settings.getProperty(NAMESPACE, "").strip();
        return set.isEmpty() ? null : set;
    }

    private void write(String called) throws IOException, MojoFailureException {
        ClassIndexes indexes = new ClassIndexes(getLog()::warn).addFolder(classes.toPath());
        List<String> wanted = indexedDependencies == null ? List.of() : indexedDependencies;
        for (Artifact artifact : artifacts) {
            if (artifact.getFile() != null) {
                String name = artifact.getGroupId() + ":" + artifact.getArtifactId();
                indexes.addDependency(name, artifact.getFile(), wanted.contains(name));
            }
        }
        List<DocumentedRoute> routes = new RouteFinder(indexes.all(), getLog()::warn).find();
        IndexView index = EndlessTypes.hide(routes, indexes.all(), getLog()::warn);
        MissingTypes.warn(routes, index, indexes.leftOut(), getLog()::warn);
        Path file = classes.toPath().resolve(FILE);
        if (routes.isEmpty()) {
            getLog().info("No class has a @Route: no OpenAPI document");
            Files.deleteIfExists(file);
            return;
        }
        OpenApiDocument document = new OpenApiDocument(called, version, gateway, index, getLog()::warn);
        routes.forEach(document::add);
        byte[] json = document.json().getBytes(StandardCharsets.UTF_8);
        if (json.length > MAX_BYTES) {
            throw new MojoFailureException(
                    "The OpenAPI document has " + json.length + " bytes, and a node serves at most "
                            + MAX_BYTES + ": name fewer indexedDependencies, or use RawJson for large types");
        }
        Files.createDirectories(file.getParent());
        Files.write(file, json);
        getLog().info(routes.size() + " routes of " + called + " are in " + FILE);
    }
}
