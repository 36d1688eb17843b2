package io.microcdi.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pom and the commands of the page of servers get what Tomcat and Jetty need. */
class ServletContainerLibrariesIT {

    @BeforeAll
    static void theBomIsInstalled() throws Exception {
        Checkout.install();
    }

    @Test
    void tomcatGetsWhatItLacks() throws Exception {
        assertThat(copied("$CATALINA_BASE/lib-cdi")).contains("weld-servlet-core", "yasson", "parsson",
                "smallrye-config-core", "jakarta.json.bind-api")
                .doesNotContain("jakarta.el-api", "jakarta.annotation-api");
    }

    @Test
    void jettyGetsTheApiOfExpressionsToo() throws Exception {
        assertThat(copied("$JETTY_BASE/lib-cdi")).contains("weld-servlet-core", "yasson", "parsson",
                "smallrye-config-core", "jakarta.el-api").doesNotContain("jakarta.annotation-api");
    }

    /** The names of the jars that the command for this directory copies. */
    private static List<String> copied(String directory) throws Exception {
        DocPage page = DocPage.of("reference/servers.md");
        List<String> command = page.commands("mvn -f lib-cdi.xml").stream()
                .filter(words -> words.contains("-DoutputDirectory=" + directory)).findFirst().orElseThrow();
        assertThat(command).contains("org.apache.maven.plugins:maven-dependency-plugin:"
                + System.getProperty("maven.dependency-plugin") + ":copy-dependencies");
        assertThat(page.poms()).hasSize(1);
        ReaderProject project = new ReaderProject("lib-cdi");
        project.write("lib-cdi.xml", page.poms().get(0));
        Path libraries = project.file("libraries");

        project.maven(command.stream().skip(1).map(word -> word.replace(directory, libraries.toString()))
                .toArray(String[]::new));

        try (Stream<Path> jars = Files.list(libraries)) {
            return jars.map(jar -> jar.getFileName().toString().replaceAll("-\\d.*", "")).toList();
        }
    }
}
