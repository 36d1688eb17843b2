package io.microcdi.rules;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageBundle;
import org.jboss.logging.annotations.MessageLogger;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/**
 * The page of messages has each message of the code that has an id, with its level and its text, and no other. Its
 * meaning and its cure are written by hand.
 */
@AnalyzeClasses(locations = ShippedClasses.class)
class MessagesPageTest {

    private static final Path PAGE = Path.of("../../docs/reference/messages.md");
    private static final Pattern ROW = Pattern.compile("^\\| `MICRO(\\d{6})` \\| (.*?) \\| `(.*?)` \\| (.*) \\|$",
            Pattern.MULTILINE);

    /** The places of a text for what a single message names. */
    private static final Pattern PLACE = Pattern.compile("%(?:\\d\\$)?[sd]");

    @ArchTest
    static void everyMessageIsOnThePageAsItIsInTheCode(JavaClasses all) throws IOException {
        Map<Integer, String> code = inTheCode(all);
        if ("write".equals(System.getProperty("microcdi.docs"))) {
            Files.writeString(PAGE, updated(Files.readString(PAGE), code));
        }
        assertThat(rows()).as("on %s, whose levels and texts are written by: mvn -pl src/it/rules -am test"
                + " -Dtest=MessagesPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dmicrocdi.docs=write",
                PAGE).containsExactlyEntriesOf(code);
    }

    @ArchTest
    static void everyMeaningIsASentence(JavaClasses all) throws IOException {
        assertThat(matches(Files.readString(PAGE))).allSatisfy(
                row -> assertThat(row.group(4)).as("MICRO%s", row.group(1)).matches("(?s).+[.]"));
    }

    @ArchTest
    static void theIdsAreInOrder(JavaClasses all) throws IOException {
        assertThat(matches(Files.readString(PAGE)).stream().map(MatchResult::group)).isSorted();
    }

    /** By id, what stands between the id and the meaning. */
    private static Map<Integer, String> inTheCode(JavaClasses all) {
        Map<Integer, String> found = new TreeMap<>();
        for (JavaClass type : all) {
            if (type.isAnnotatedWith(MessageLogger.class) || type.isAnnotatedWith(MessageBundle.class)) {
                for (JavaMethod method : type.getMethods()) {
                    annotation(method, Message.class).filter(message -> (Integer) message.get("id").orElse(-1) > 0)
                            .ifPresent(message -> found.put((Integer) message.get("id").orElseThrow(),
                                    cells(level(method), (String) message.get("value").orElseThrow())));
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(150);
        return found;
    }

    private static Map<Integer, String> rows() throws IOException {
        Map<Integer, String> found = new TreeMap<>();
        for (MatchResult row : matches(Files.readString(PAGE))) {
            assertThat(found.put(Integer.valueOf(row.group(1)), "%s | `%s`".formatted(row.group(2), row.group(3))))
                    .as("MICRO%s has one row", row.group(1)).isNull();
        }
        return found;
    }

    /** The page with the levels and the texts of the code. A row without a message goes; a new message needs a row by hand. */
    private static String updated(String page, Map<Integer, String> code) {
        return page.lines().map(line -> {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                return Optional.of(line);
            }
            return Optional.ofNullable(code.get(Integer.valueOf(row.group(1))))
                    .map(cells -> "| `MICRO%s` | %s | %s |".formatted(row.group(1), cells, row.group(4)));
        }).flatMap(Optional::stream).collect(joining("\n", "", "\n"));
    }

    private static java.util.List<MatchResult> matches(String page) {
        return ROW.matcher(page).results().toList();
    }

    private static String cells(String level, String text) {
        return "%s | `%s`".formatted(level, PLACE.matcher(text).replaceAll("…").replace("%%", "%").replace("|", "\\|"));
    }

    /** The level at which it is logged, or the exception of which it is the text. */
    private static String level(JavaMethod method) {
        return annotation(method, LogMessage.class)
                .map(log -> log.get("level").map(level -> ((JavaEnumConstant) level).name()).orElse("INFO"))
                .orElseGet(() -> method.getRawReturnType().getSimpleName());
    }

    private static Optional<JavaAnnotation<JavaMethod>> annotation(JavaMethod method, Class<?> type) {
        return method.tryGetAnnotationOfType(type.getName());
    }
}
