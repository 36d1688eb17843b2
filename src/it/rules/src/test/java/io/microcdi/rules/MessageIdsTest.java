package io.microcdi.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageBundle;
import org.jboss.logging.annotations.MessageLogger;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Every warning and every error has an id, by which it is found in the documentation. */
@AnalyzeClasses(locations = ShippedClasses.class)
class MessageIdsTest {

    private static final Path RANGES = Path.of("../../build/message-ranges.txt");
    private static final Pattern RANGE = Pattern.compile("([0-9]+)-([0-9]+) [a-z-]+: ([A-Za-z.]+).*");
    private static final Set<String> NEED_ID = Set.of("WARN", "ERROR", "FATAL");
    private static final Set<String> WITHOUT_ID = Set.of("warn", "warnf", "warnv", "error", "errorf", "errorv",
            "fatal", "fatalf", "fatalv", "log", "logf", "logv");

    private static final Set<String> BY_OTHERS = Set.of("log", "logp", "severe", "warning", "info", "config", "fine",
            "finer", "finest", "throwing");

    /** The classes that are made of the interfaces of messages call these, with the id in front of the text. */
    @ArchTest
    static final ArchRule WARNINGS_AND_ERRORS_COME_FROM_THE_INTERFACES_OF_MESSAGES = noClasses()
            .that(describe("are written by hand", type -> type.getAllRawInterfaces().stream()
                    .noneMatch(each -> each.isAnnotatedWith(MessageLogger.class))))
            .should().callMethodWhere(describe("it logs a warning or an error without an id",
                    (JavaMethodCall call) -> call.getTargetOwner().isAssignableTo(BasicLogger.class)
                            && WITHOUT_ID.contains(call.getName())));

    @ArchTest
    static final ArchRule NOTHING_IS_LOGGED_BY_ANOTHER_LOGGER = noClasses()
            .should().callMethodWhere(describe("it logs", (JavaMethodCall call) -> BY_OTHERS.contains(call.getName())
                    && (call.getTargetOwner().isAssignableTo(java.util.logging.Logger.class)
                            || call.getTargetOwner().isAssignableTo(System.Logger.class))));

    @ArchTest
    static void everyMessageThatNeedsAnIdHasOneOfItsInterfacesRange(JavaClasses all) throws IOException {
        Map<String, int[]> ranges = ranges();
        Map<Integer, String> owners = new TreeMap<>();
        for (JavaClass type : all) {
            if (!type.isAnnotatedWith(MessageLogger.class) && !type.isAnnotatedWith(MessageBundle.class)) {
                continue;
            }
            int[] range = ranges.get(type.getFullName());
            assertThat(range).as("%s has a range in %s", type.getFullName(), RANGES).isNotNull();
            for (JavaMethod method : type.getMethods()) {
                int id = id(method);
                if (id > 0) {
                    assertThat(id).as(method.getFullName()).isBetween(range[0], range[1]);
                    assertThat(owners.put(id, method.getFullName())).as("id %d is used once", id).isNull();
                } else {
                    assertThat(level(method)).as("%s has no id", method.getFullName()).isNotIn(NEED_ID);
                }
            }
        }
        assertThat(owners).hasSizeGreaterThan(50);
    }

    private static int id(JavaMethod method) {
        return annotation(method, Message.class).flatMap(message -> message.get("id")).map(Integer.class::cast)
                .orElse(-1);
    }

    private static String level(JavaMethod method) {
        return annotation(method, LogMessage.class).flatMap(log -> log.get("level"))
                .map(level -> ((JavaEnumConstant) level).name()).orElse("INFO");
    }

    private static Optional<JavaAnnotation<JavaMethod>> annotation(JavaMethod method, Class<?> type) {
        return method.tryGetAnnotationOfType(type.getName());
    }

    private static Map<String, int[]> ranges() throws IOException {
        Map<String, int[]> ranges = new TreeMap<>();
        for (String line : Files.readAllLines(RANGES)) {
            Matcher range = RANGE.matcher(line);
            if (range.matches()) {
                ranges.put(range.group(3),
                        new int[] { Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)) });
            }
        }
        return ranges;
    }
}
