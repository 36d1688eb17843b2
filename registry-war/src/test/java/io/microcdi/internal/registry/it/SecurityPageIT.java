package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.testing.support.Await;

/** The recipes of the page on security, as they stand there but for files and ports. */
class SecurityPageIT {

    private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "../src/docs/guide/security.md");
    private static final String SECRET = "a secret of the tests";

    @TempDir
    private Path directory;

    @Test
    void theTokenSeesAndCallsOnlyWhatItsClaimsAllow() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        String program = replaced(block("python", "claims"), "/etc/microcdi/secret", secret.toString());
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.security.mode=required",
                "-Dmicro.security.secret-file=" + secret, "-Dmicro.security.names=registry.example")) {
            String token = "Authorization: Bearer " + python(program);

            assertThat(RawHttp.get(registry.port(), "/api/namespaces", token).status()).isEqualTo(200);
            assertThat(RawHttp.get(registry.port(), "/metrics", token).status()).as("tells of all namespaces")
                    .isEqualTo(403);
            assertThat(RawHttp.get(registry.port(), "/api/namespaces").status()).as("without it").isEqualTo(401);
        }
    }

    @Test
    void theAuditLogHasAFileOfItsOwn() throws Exception {
        Path log = directory.resolve("audit-0.log");
        Path configuration = Files.writeString(directory.resolve("logging.properties"),
                replaced(block("properties", "ConsoleHandler"), "/var/log/microcdi/", directory + "/"));
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.security.mode=required",
                "-Dmicro.security.secret=" + SECRET, "-Djava.util.logging.config.file=" + configuration)) {
            assertThat(RawHttp.get(registry.port(), "/api/status").status()).isEqualTo(401);

            Await.until("the file has the refusal", Duration.ofMinutes(1),
                    () -> Files.exists(log) && Files.readString(log).contains("MICRO001800"));
            assertThat(registry.errors()).contains("MICRO009000").doesNotContain("MICRO001800");
        }
    }

    /** The only block of a language that has a text. */
    private static String block(String language, String text) throws IOException {
        List<String> blocks = Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(PAGE)).results().map(found -> found.group(1))
                .filter(block -> block.contains(text)).toList();
        assertThat(blocks).hasSize(1);
        return blocks.get(0);
    }

    private static String replaced(String text, String part, String with) {
        assertThat(text).contains(part);
        return text.replace(part, with);
    }

    private String python(String program) throws Exception {
        Path file = Files.writeString(directory.resolve("token.py"), program);
        Process process;
        try {
            process = new ProcessBuilder("python3", file.toString()).redirectErrorStream(true).start();
        } catch (IOException e) {
            return abort("no python3");
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
