package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** A file of secrets is read again when it changes, and its last valid secrets stay in use. */
class SecretsTest {

    @TempDir
    private Path directory;
    private Path file;
    private final TestTimer timer = new TestTimer();

    @BeforeEach
    void makeFile() throws IOException {
        file = directory.resolve("secrets");
        Files.writeString(file, "the old secret of all\n");
    }

    @Test
    void aChangedFileIsReadWithinASecond() throws IOException {
        Secrets secrets = secrets();
        Files.writeString(file, "\nthe new secret of all \nthe old secret of all\n\n");
        assertThat(read(secrets)).containsExactly("the old secret of all");
        timer.advance(Duration.ofSeconds(1));
        assertThat(read(secrets)).containsExactly("the new secret of all", "the old secret of all");
    }

    /** Some editors write one, and nobody sees it. The secret would be another one than that of the other nodes. */
    @Test
    void aByteOrderMarkIsNoPartOfASecret() throws IOException {
        Files.writeString(file, "\ufeffthe new secret of all\r\nthe old secret of all");
        assertThat(read(secrets())).containsExactly("the new secret of all", "the old secret of all");
    }

    @Test
    void aChangeIsToldWithTheNumberOfSecrets() throws IOException {
        Secrets secrets = secrets();
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            Files.writeString(file, "the new secret of all");
            timer.advance(Duration.ofSeconds(1));
            secrets.current();
            assertThat(log.messages()).containsExactly(
                    "MICRO001807: The file of micro.security.secret-file has changed; secrets in use: 1");
        }
    }

    @Test
    void aFileThatBecomesInvalidKeepsTheLastSecretsAndIsToldOnce() throws IOException {
        Secrets secrets = secrets();
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            for (String text : new String[] { "short", "", "a".repeat(10_000), "\0".repeat(32), "\ufffd".repeat(32),
                    "sixteen and more\u0001",
                    "first secret 12345\nsecond secret 12345\nthird secret 12345" }) {
                Files.writeString(file, text);
                timer.advance(Duration.ofSeconds(2));
                assertThat(read(secrets)).containsExactly("the old secret of all");
            }
            Files.delete(file);
            timer.advance(Duration.ofSeconds(2));
            assertThat(read(secrets)).containsExactly("the old secret of all");
            assertThat(log.messages()).singleElement().asString().contains("micro.security.secret-file")
                    .doesNotContain("short", "secret 12345", "old secret");
            Files.writeString(file, "the new secret of all");
            timer.advance(Duration.ofSeconds(2));
            assertThat(read(secrets)).containsExactly("the new secret of all");
            assertThat(log.messages()).hasSize(2).last().asString().doesNotContain("new secret");
        }
    }

    @Test
    void anInvalidFileAtTheStartEndsIt() throws IOException {
        Files.writeString(file, "a bad one");
        assertThatThrownBy(this::secrets).isInstanceOf(ConfigException.class)
                .hasMessageContaining("micro.security.secret-file").hasMessageNotContaining("a bad one");
        Files.delete(file);
        assertThatThrownBy(this::secrets).isInstanceOf(ConfigException.class)
                .hasMessageContaining("micro.security.secret-file").hasMessageContaining("can be read");
    }

    private Secrets secrets() {
        return new Secrets(MicroConfig.defaults().with(ConfigKeys.SECURITY_SECRET_FILE, file.toString()),
                timer::nanoTime);
    }

    private static List<String> read(Secrets secrets) {
        return secrets.current().stream().map(secret -> new String(secret, StandardCharsets.UTF_8)).toList();
    }
}
