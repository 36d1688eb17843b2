package io.microcdi.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A reader who copies the blocks of the page on testing has a project whose tests run. */
class MicroTestIT {

    @BeforeAll
    static void theArtifactsAreInstalledByTheCommandOfTheGuide() throws Exception {
        Checkout.install();
    }

    @Test
    void theTestsOfThePageRunInTheProjectOfTheGuide() throws Exception {
        DocPage page = DocPage.of("howto/testing.md");
        String pom = DocPage.of("guide/getting-started.md").poms().get(0);
        List<String> blocks = page.blocks("xml");
        assertThat(blocks).hasSize(2);
        assertThat(page.classes()).hasSize(3);
        ReaderProject project = new ReaderProject("testing");
        project.write("pom.xml", pom.replace("    </dependencies>\n\n    <build>",
                blocks.get(0) + "    </dependencies>\n\n    <build>")
                .replace("<plugins>", "<plugins>\n" + blocks.get(1)));
        for (String type : page.classes()) {
            if (type.contains("@Test")) {
                project.writeTest(type);
            } else {
                project.writeClass(type);
            }
        }

        project.maven("package");

        assertThat(Files.readString(project.file("target/surefire-reports/com.example.CheckoutTest.txt")))
                .contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(Files.readString(project.file("target/surefire-reports/com.example.CheckoutFailuresTest.txt")))
                .contains("Tests run: 5, Failures: 0, Errors: 0, Skipped: 0");
    }
}
