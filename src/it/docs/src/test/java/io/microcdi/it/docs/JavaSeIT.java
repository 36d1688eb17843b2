package io.microcdi.it.docs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader who copies the blocks of the page on Java SE has a program that serves and calls. */
class JavaSeIT {

    private static final Pattern UP = Pattern.compile("Registry is up: .* nodes connect to (ws://\\S+) ");

    private Process registry;
    private String address;

    @BeforeEach
    @Timeout(1_800)
    void theRegistryRunsByItself() throws Exception {
        Path war = Checkout.install().file("registry-war/target/registry.war");
        registry = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                war.toString(), "--port", "0", "--host", "127.0.0.1").redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = registry.inputReader();
        address = output.lines().flatMap(line -> UP.matcher(line).results()).map((MatchResult found) -> found.group(1))
                .findFirst().orElseThrow();
    }

    @AfterEach
    void theRegistryEnds() throws InterruptedException {
        registry.destroy();
        assertThat(registry.waitFor(60, SECONDS)).as("the registry has ended").isTrue();
    }

    /** With this registry, and on any port of the loopback address that is free. */
    @Test
    void theProgramRunsAsItStands() throws Exception {
        DocPage page = DocPage.of("howto/java-se.md");
        List<String> command = page.command("mvn compile");
        assertThat(page.poms()).hasSize(1);
        assertThat(page.classes()).hasSize(1);
        ReaderProject project = new ReaderProject("java-se");
        project.write("pom.xml", page.poms().get(0));
        project.writeClass(
                page.classes().get(0).replace("listen(9100)", "listen(\"127.0.0.1\", 0)")
                        .replace("ws://localhost:8427", address));

        Path output = project.maven(command.stream().skip(1).toArray(String[]::new));

        assertThat(Files.readAllLines(output)).contains("Receipt[amount=1]");
    }
}
