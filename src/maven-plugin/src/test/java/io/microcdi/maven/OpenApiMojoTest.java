package io.microcdi.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.ArtifactHandler;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes that the goal reads from the application and its dependencies, and its warnings. */
class OpenApiMojoTest {

    @TempDir
    private Path folder;
    private Path classes;
    private final List<String> infos = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<Artifact> dependencies = new LinkedHashSet<>();
    private final OpenApiMojo mojo = new OpenApiMojo();

    @BeforeEach
    void set() throws IOException {
        classes = Files.createDirectories(folder.resolve("classes"));
        mojo.classes = classes.toFile();
        mojo.artifacts = dependencies;
        mojo.finalName = "shop-1.0.0";
        mojo.version = "1.0.0";
        mojo.gateway = "http://localhost:8427";
        mojo.setLog(new SystemStreamLog() {

            @Override
            public void info(CharSequence content) {
                infos.add(content.toString());
            }

            @Override
            public void warn(CharSequence content) {
                warnings.add(content.toString());
            }
        });
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(name(type))) {
            return in.readAllBytes();
        }
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1) + ".class";
    }

    private static String path(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private void write(Class<?>... types) throws IOException {
        for (Class<?> type : types) {
            Path file = classes.resolve(path(type));
            Files.createDirectories(file.getParent());
            Files.write(file, bytes(type));
        }
    }

    private void settings(String line) throws IOException {
        Files.createDirectories(classes.resolve("META-INF"));
        Files.writeString(classes.resolve("META-INF/microprofile-config.properties"), line);
    }

    private Path jar(byte[] index, Class<?>... types) throws IOException {
        Path jar = folder.resolve("library-2.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            if (index != null) {
                out.putNextEntry(new ZipEntry("META-INF/jandex.idx"));
                out.write(index);
            }
            for (Class<?> type : types) {
                out.putNextEntry(new ZipEntry(path(type)));
                out.write(bytes(type));
            }
        }
        return jar;
    }

    private void dependency(Path file) {
        ArtifactHandler handler = (ArtifactHandler) Proxy.newProxyInstance(OpenApiMojoTest.class.getClassLoader(),
                new Class<?>[] { ArtifactHandler.class }, (proxy, method, arguments) -> null);
        DefaultArtifact artifact = new DefaultArtifact("com.acme", "library", "2", "compile", "jar", null, handler);
        artifact.setFile(file.toFile());
        dependencies.add(artifact);
    }

    private String document() throws IOException {
        return Files.readString(classes.resolve("META-INF/micro/openapi.json"));
    }

    @Test
    void theNamespaceIsThatOfTheSettings() throws Exception {
        write(Shop.Trees.class);
        settings("micro.namespace = shop/eu");
        mojo.execute();
        assertThat(document()).contains("/call/shop/eu/leaves/{id}");
        assertThat(infos).anyMatch(text -> text.contains("shop/eu") && text.contains("shop-1.0.0"));
        assertThat(warnings).noneMatch(text -> text.contains("namespace"));
    }

    @Test
    void withoutASettingTheNamespaceIsTheFinalName() throws Exception {
        write(Shop.Trees.class);
        settings("micro.registry.url=ws://localhost:8427");
        mojo.execute();
        assertThat(document()).contains("/call/shop-1.0.0/leaves/{id}");
    }

    @Test
    void aParameterThatDiffersFromTheSettingIsWarnedOf() throws Exception {
        write(Shop.Trees.class);
        settings("micro.namespace=shop/eu");
        mojo.namespace = "shop/us";
        mojo.execute();
        assertThat(document()).contains("/call/shop/us/leaves/{id}");
        assertThat(warnings).anyMatch(text -> text.contains("shop/us") && text.contains("shop/eu"));
    }

    @Test
    void anExpressionIsNoNamespace() throws Exception {
        write(Shop.Trees.class);
        settings("micro.namespace=${region}/shop");
        mojo.execute();
        assertThat(document()).contains("/call/shop-1.0.0/leaves/{id}");
        assertThat(warnings).anyMatch(text -> text.contains("${region}/shop"));
    }

    @Test
    void anInvalidNamespaceFailsTheBuild() throws Exception {
        write(Shop.Trees.class);
        settings("micro.namespace=a b");
        assertThatThrownBy(mojo::execute).isInstanceOf(MojoFailureException.class).hasMessageContaining("a b");
    }

    @Test
    void aBrokenIndexIsWarnedOfByItsJar() throws Exception {
        write(Shop.Trees.class);
        dependency(jar(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }));
        mojo.execute();
        assertThat(document()).contains("/leaves/{id}");
        assertThat(warnings).anyMatch(text -> text.contains("library-2.jar") && text.contains("com.acme:library")
                && text.contains("indexedDependencies"));
    }

    @Test
    void aNewerIndexIsWarnedOfByItsJar() throws Exception {
        write(Shop.Trees.class);
        dependency(jar(new byte[] { (byte) 0xBA, (byte) 0xBE, 0x1F, 0x15, 127, 0, 0, 0 }));
        mojo.execute();
        assertThat(document()).contains("/leaves/{id}");
        assertThat(warnings).anyMatch(text -> text.contains("library-2.jar") && text.contains("ersion"));
    }

    @Test
    void aFileThatIsNoJarIsWarnedOf() throws Exception {
        write(Shop.Trees.class);
        dependency(Files.writeString(folder.resolve("library-2.jar"), "no jar"));
        mojo.execute();
        assertThat(document()).contains("/leaves/{id}");
        assertThat(warnings).anyMatch(text -> text.contains("library-2.jar"));
    }

    @Test
    void theClassesOfAJarWithABrokenIndexAreReadIfItIsNamed() throws Exception {
        write(Shop.Orders.class);
        dependency(jar(new byte[8], Shop.Reading.class));
        mojo.indexedDependencies = List.of("com.acme:library");
        mojo.execute();
        assertThat(document()).contains("/orders/nothing");
    }

    @Test
    void routesOfAnInterfaceWithoutAnIndexAreWarnedOf() throws Exception {
        write(Shop.Archive.class);
        dependency(jar(null, Shop.Stored.class));
        mojo.execute();
        assertThat(infos).anyMatch(text -> text.contains("no OpenAPI document"));
        assertThat(warnings).anyMatch(text -> text.contains(Shop.Archive.class.getName())
                && text.contains(Shop.Stored.class.getName()) && text.contains("com.acme:library")
                && text.contains("indexedDependencies"));
        mojo.indexedDependencies = List.of("com.acme:library");
        warnings.clear();
        mojo.execute();
        assertThat(document()).contains("/archive");
        assertThat(warnings).isEmpty();
    }

    @Test
    void routesOfASuperclassOfASuperclassAreWarnedOf() throws Exception {
        write(Shop.MoreOrders.class);
        dependency(jar(null, Shop.Orders.class, Shop.Reading.class));
        mojo.execute();
        assertThat(warnings).extracting(text -> text.replaceAll("(?s), which.*", "")).containsExactlyInAnyOrder(
                Shop.MoreOrders.class.getName() + " has routes of " + Shop.Orders.class.getName(),
                Shop.MoreOrders.class.getName() + " has routes of " + Shop.Reading.class.getName());
    }

    @Test
    void aTypeWithoutRoutesIsNotWarnedOf() throws Exception {
        write(Shop.Trees.class, Shop.State.class);
        dependency(jar(null, Shop.Line.class));
        mojo.execute();
        assertThat(warnings).noneMatch(text -> text.contains("library"));
    }

    @Test
    void typesOfPayloadsAndResultsWithoutAnIndexAreWarnedOf() throws Exception {
        write(Shop.Depots.class);
        dependency(jar(null, Shop.Depot.class, Shop.Line.class));
        mojo.execute();
        assertThat(warnings).hasSize(2)
                .allMatch(text -> text.contains("com.acme:library") && text.contains("indexedDependencies")
                        && text.contains(Shop.Depots.class.getName()))
                .anyMatch(text -> text.contains(Shop.Depot.class.getName()))
                .anyMatch(text -> text.contains(Shop.Line.class.getName()));
        mojo.indexedDependencies = List.of("com.acme:library");
        warnings.clear();
        mojo.execute();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aTypeOfAPropertyWithoutAnIndexIsWarnedOf() throws Exception {
        write(Shop.Depots.class, Shop.Depot.class);
        dependency(jar(null, Shop.State.class));
        mojo.execute();
        assertThat(warnings).singleElement().asString().contains(Shop.State.class.getName(), "com.acme:library",
                Shop.Depots.class.getName());
    }

    @Test
    void aClassThatCannotBeReadDoesNotHideTheOthers() throws Exception {
        write(Shop.Archive.class, Shop.Depots.class);
        Path library = Files.createDirectories(folder.resolve("library"));
        for (Class<?> type : List.of(Shop.Stored.class, Shop.Line.class, Shop.Depot.class)) {
            Path file = library.resolve(path(type));
            Files.createDirectories(file.getParent());
            Files.write(file, type == Shop.Stored.class ? new byte[] { 1, 2, 3 } : bytes(type));
        }
        dependency(library);
        mojo.execute();
        assertThat(warnings).hasSize(3).anyMatch(text -> text.contains(Shop.Line.class.getName()))
                .anyMatch(text -> text.contains(Shop.Depot.class.getName()))
                .anyMatch(text -> text.contains(Shop.Stored.class.getName()) && text.contains("cannot be read"));
    }
}
