package io.microcdi.internal.registry.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.internal.registry.launcher.Commands;

/** The completions of the shells by the script of {@code completion}. */
@Timeout(60)
class CompletionTest {

    private static final String COMPLETE = "compopt() { :; }; words=(%s); COMP_WORDS=(\"${words[@]}\" '%s'); COMP_CWORD=${#words[@]};"
            + " COMP_LINE=\"${COMP_WORDS[*]}\"; COMP_POINT=${#COMP_LINE}; _complete_reg; printf '%%s\\n' \"${COMPREPLY[@]}\"";

    private static final String ZSH = """
            zmodload zsh/zpty
            zpty terminal "zsh -f -i"
            zpty -w terminal 'PS1=; autoload -U +X compinit && compinit -u -D'
            zpty -w terminal 'autoload -U +X bashcompinit && bashcompinit; source "%s"'
            zpty -w terminal 'reg() { print -r -- "RAN:reg $*"; }; print REA""DY'
            zpty -r -m terminal output '*READY*'
            zpty -w -n terminal '%s'$'\\t\\n'
            zpty -r -m terminal output $'*RAN:*\\n'
            print -r -- "${output##*RAN:}"
            zpty -d terminal
            """;

    @TempDir
    Path directory;
    private Path script;

    @BeforeEach
    void writeScript() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(new RegistryCommands().run(new String[] { "completion", "reg" }, System.in,
                new PrintStream(out, true, StandardCharsets.UTF_8), System.err)).isZero();
        script = Files.write(directory.resolve("completion"), out.toByteArray());
    }

    /** Returns what bash completes after some words. */
    private List<String> complete(String words, String begun) throws Exception {
        return run("bash", "-c", "source '" + script + "'; " + COMPLETE.formatted(words, begun));
    }

    private static List<String> run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    @Test
    void bashCompletesEachCommand() throws Exception {
        assertThat(complete("reg", "")).containsAll(Commands.NAMES);
    }

    @ParameterizedTest
    @CsvSource({ "reg, l, ls", "reg, re, restore", "reg ls, --fi, --filter", "reg eject, --fo, --for",
            "reg eject pay h:1, --fo, --for", "reg top --by rate, --ev, --every", "reg call, --time, --timeout",
            "reg watch --json, --cou, --count", "reg status, --tok, --token-file" })
    void bashCompletesCommandsAndOptions(String words, String begun, String completed) throws Exception {
        assertThat(complete(words, begun)).containsExactly(completed);
    }

    /** In zsh, where it is installed: an interactive one in a terminal of its own, as a person types. */
    @ParameterizedTest
    @CsvSource({ "reg l, reg ls", "reg ls --fi, reg ls --filter", "reg eject pay --fo, reg eject pay --for",
            "reg top --by rate --ev, reg top --by rate --every" })
    void zshCompletesCommandsAndOptions(String typed, String completed) throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "zsh"))), "zsh is not installed");
        Path typing = Files.writeString(directory.resolve("typing"), ZSH.formatted(script, typed));
        assertThat(run("zsh", "-f", typing.toString())).containsExactly(completed);
    }
}
