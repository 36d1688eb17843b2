package io.microcdi.internal.registry.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

/** Where a password may go. */
class SignInTest {

    @TempDir
    private Path directory;
    private SignIn signIn;

    @BeforeEach
    void sayWho() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "a password of the tests");
        signIn = CommandLine.populateCommand(new SignIn(), "--user", "ann", "--password-file", password.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://localhost:8427", "http://127.0.0.1:8427", "http://127.9.9.9:8427",
            "http://[::1]:8427", "https://registry.example" })
    void aPasswordGoesByTlsOrStaysOnTheMachine(String registry) {
        assertThat(signIn.authorization(URI.create(registry))).hasValueSatisfying(
                header -> assertThat(header).startsWith("Basic "));
    }

    /** Some editors write one, and nobody sees it. */
    @Test
    void aByteOrderMarkIsNoPartOfASecret() throws IOException {
        String marked = Files.writeString(directory.resolve("marked"), "\uFEFFsecret\n").toString();
        assertThat(header("--user", "ann", "--password-file", marked)).hasValue("Basic YW5uOnNlY3JldA==");
        assertThat(header("--token-file", marked)).hasValue("Bearer secret");
    }

    private static Optional<String> header(String... arguments) {
        return CommandLine.populateCommand(new SignIn(), arguments)
                .authorization(URI.create("https://registry.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://127.registry.example:8427", "http://127.0.0.1.example:8427",
            "http://localhost.example:8427", "http://10.0.0.5:8427" })
    void noPasswordGoesElsewhere(String registry) {
        assertThatThrownBy(() -> signIn.authorization(URI.create(registry))).isInstanceOf(CommandException.class)
                .hasMessageContaining("https");
    }
}
