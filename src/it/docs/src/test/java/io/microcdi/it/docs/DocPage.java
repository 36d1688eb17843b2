package io.microcdi.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A page below {@code src/docs}, and the blocks of code in it. */
record DocPage(String text) {

    static DocPage of(String name) throws IOException {
        return new DocPage(Files.readString(Path.of(System.getProperty("checkout"), "src/docs", name)));
    }

    /** The blocks between the fences of one language, as a reader copies them: a list's indentation is removed. */
    List<String> blocks(String language) {
        return Pattern.compile("^( *)```" + language + "\\n(.*?)^\\1```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text).results().map(block -> block.group(2).replaceAll("(?m)^" + block.group(1), "")).toList();
    }

    /** The commands of the page that begin so, without comments, in words. A line that ends with a backslash goes on. */
    List<List<String>> commands(String beginning) {
        return text.replaceAll("\\\\\n", " ").lines().map(String::strip).filter(line -> line.startsWith(beginning))
                .map(line -> List.of(line.replaceAll(" +#.*", "").split(" +"))).toList();
    }

    /** The only such command. */
    List<String> command(String beginning) {
        assertThat(commands(beginning)).as("commands that begin with: %s", beginning).hasSize(1);
        return commands(beginning).get(0);
    }

    /** The blocks that are whole projects of Maven. */
    List<String> poms() {
        return blocks("xml").stream().filter(block -> block.startsWith("<project")).toList();
    }

    /** The blocks that are whole files of Java: they name their package. */
    List<String> classes() {
        return blocks("java").stream().filter(block -> block.startsWith("package ")).toList();
    }
}
