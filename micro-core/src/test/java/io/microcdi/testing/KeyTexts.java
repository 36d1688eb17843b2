package io.microcdi.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the meanings of configuration keys from the Javadoc of their constants. No jar has these texts. */
public final class KeyTexts {

    private static final Pattern KEY = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public static final ConfigKey<\\S+(?: \\S+)? \\w+ = new ConfigKey<>\\(\\s*\"([^\"]+)\"",
            Pattern.DOTALL);

    private KeyTexts() {
    }

    /** Reads the texts of the constants in a source file, in the form of Markdown, by the names of the keys. */
    public static Map<String, String> of(Path source) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Matcher keys = KEY.matcher(Files.readString(source));
        while (keys.find()) {
            texts.put(keys.group(2), markdown(keys.group(1)));
        }
        return texts;
    }

    private static String markdown(String javadoc) {
        return javadoc.replaceAll("\\n *\\* ?", " ").strip().replaceAll(" +", " ")
                .replaceAll("\\{@literal ([^}]*)\\}", "$1").replaceAll("\\{@code ([^}]*)\\}", "`$1`")
                .replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
}
