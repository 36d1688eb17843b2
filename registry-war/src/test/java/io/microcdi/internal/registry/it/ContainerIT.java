package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;

import org.junit.jupiter.api.Test;

/**
 * The image of the Dockerfile, as far as it can be seen without a container: the files of its {@code COPY} lines lie in a
 * directory, and its {@code ENTRYPOINT} runs with the JDK at hand, as its user where the test may change the user.
 */
class ContainerIT {

    private static final Path DOCKERFILE = Path.of(System.getProperty("basedir", ""), "../src/container/Dockerfile");
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    private static List<String> words(String instruction) throws IOException {
        return Files.readAllLines(DOCKERFILE).stream().filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1)).toList();
    }

    private static List<String> array(String instruction) throws IOException {
        try (JsonReader reader = Json.createReader(new StringReader(words(instruction).get(0)))) {
            return reader.readArray().getValuesAs(JsonString::getString);
        }
    }

    @Test
    void theImageIsAnArgumentAndItsUserIsNotRoot() throws IOException {
        assertThat(words("ARG")).first().asString().startsWith("BASE=");
        assertThat(words("FROM")).containsExactly("${BASE}");
        assertThat(words("USER")).singleElement().asString().matches("[1-9][0-9]*:[1-9][0-9]*");
        assertThat(words("RUN")).as("an image without a shell serves too").isEmpty();
    }

    @Test
    void itsFilesStartAsItsUserAndEndCleanlyBySigterm() throws Exception {
        Path root = Files.createTempDirectory("image");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String copy : words("COPY")) {
            String[] fromTo = copy.split(" ", -1);
            assertThat(fromTo).containsExactly("registry.war", fromTo[1]);
            Path to = root.resolve(fromTo[1].substring(1));
            Files.createDirectories(to.getParent());
            Files.copy(Path.of(System.getProperty("registry.war")), to);
        }
        List<String> command = new ArrayList<>();
        String[] user = words("USER").get(0).split(":", -1);
        boolean asUser = "root".equals(System.getProperty("user.name")) && Files.isExecutable(SETPRIV);
        if (asUser) {
            command.addAll(List.of(SETPRIV.toString(), "--reuid=" + user[0], "--regid=" + user[1], "--clear-groups"));
        }
        for (String word : array("ENTRYPOINT")) {
            command.add(word.equals("java") ? Path.of(System.getProperty("java.home"), "bin", "java").toString()
                    : word.startsWith("/") ? root + word : word);
        }
        // in place of CMD, as the arguments of docker run
        assertThat(array("CMD")).containsExactly("--port", words("EXPOSE").get(0));
        command.addAll(List.of("--port", "0", "--host", "127.0.0.1"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("MICRO_") || name.startsWith("IOCORE_"));
        Process process = builder.start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            assertThat(line).startsWith("Registry is up: page http://");
            String page = line.substring(line.indexOf("http://"), line.indexOf(" ,"));
            assertThat(HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(page + "api/status")).build(),
                    BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            if (asUser) {
                assertThat(Files.getAttribute(Path.of("/proc/" + process.pid()), "unix:uid"))
                        .isEqualTo(Integer.valueOf(user[0]));
            }
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
            for (String copy : words("COPY")) {
                Files.delete(root.resolve(copy.split(" ", -1)[1].substring(1)));
            }
        }
    }
}
