package io.microcdi.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A reader who runs the command of the guide has a project whose tests run, and which is built into a WAR. */
@Tag("slow")
class ArchetypeIT {

    @BeforeAll
    static void theArtifactsAreInstalledByTheCommandOfTheGuide() throws Exception {
        Checkout.install();
    }

    @Test
    void theArchetypeMakesAServiceWhoseTestsRun() throws Exception {
        List<String> command = DocPage.of("guide/getting-started.md").command("mvn archetype:generate");
        ReaderProject place = new ReaderProject("archetype");

        place.maven(command.stream().skip(1).toArray(String[]::new));

        assertThat(Files.readString(place.file("hello/README.md"))).startsWith("# hello\n").doesNotContain("${")
                .as("the gateway asks for the type of JSON").contains("-H 'Content-Type: application/json'");
        place.maven("-f", "hello", "package");
        assertThat(Files.readString(place.file("hello/target/surefire-reports/com.example.GreetingsTest.txt")))
                .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(place.file("hello/target/hello.war")).isNotEmptyFile();
    }
}
