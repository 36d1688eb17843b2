package io.microcdi.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

/** A reader who runs the first command of the first page sees a call. */
class ReadmeIT {

    @Test
    void theDemoRuns() throws Exception {
        List<String> command = DocPage.of("../../README.md").command("mvn -Pdemo ");
        assertThat(command).containsExactly("mvn", "-Pdemo");
        ReaderProject checkout = new ReaderProject("demo");
        Checkout.copyTo(checkout.directory());

        Path output = checkout.maven("-Pdemo", "-Ddemo.once", "-Dmaven.main.skip");

        assertThat(Files.readString(output)).contains("payments/charge -> {");
    }
}
