package io.microcdi.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A reader who copies the blocks of the guide has two WARs. */
class GettingStartedIT {

    @BeforeAll
    static void theArtifactsAreInstalledByTheCommandOfTheGuide() throws Exception {
        Checkout.install();
    }

    @Test
    void theRegistryIsWhereTheGuideStartsIt() throws Exception {
        String jar = DocPage.of("guide/getting-started.md").command("java -jar").get(2);

        assertThat(Checkout.install().file(jar)).isRegularFile();
    }

    @Test
    void thePomAndTheClassOfTheFirstWarBuildAsTheyStandAndTakeThreeJars() throws Exception {
        ReaderProject project = new ReaderProject("greetings");
        project.write("pom.xml", pom());
        project.writeClass(classes().get(0));

        project.maven("package");

        assertThat(contents(project.file("target/greetings.war")))
                .contains("WEB-INF/classes/com/example/Greetings.class").noneMatch(name -> name.endsWith("web.xml"))
                .filteredOn(name -> name.endsWith(".jar"))
                .extracting(name -> name.replaceAll("WEB-INF/lib/(.+?)-\\d.*", "$1"))
                .containsExactlyInAnyOrder("micro-cdi-extension", "micro-core", "jboss-logging");
    }

    @Test
    void theSecondWarIsMadeFromTheSamePomWithItsOwnName() throws Exception {
        ReaderProject project = new ReaderProject("front");
        project.write("pom.xml", pom().replace("<artifactId>greetings<", "<artifactId>front<"));
        for (String type : classes().subList(1, classes().size())) {
            project.writeClass(type);
        }

        project.maven("package");

        assertThat(contents(project.file("target/front.war"))).contains("WEB-INF/classes/com/example/Front.class",
                "WEB-INF/classes/com/example/Greet.class");
    }

    private static String pom() throws IOException {
        List<String> poms = DocPage.of("guide/getting-started.md").poms();
        assertThat(poms).as("whole poms in the guide").hasSize(1);
        return poms.get(0);
    }

    private static List<String> classes() throws IOException {
        List<String> classes = DocPage.of("guide/getting-started.md").classes();
        assertThat(classes).as("whole classes in the guide").hasSize(3);
        return classes;
    }

    private static List<String> contents(Path war) throws IOException {
        try (ZipFile zip = new ZipFile(war.toFile())) {
            return zip.stream().map(entry -> entry.getName()).toList();
        }
    }
}
