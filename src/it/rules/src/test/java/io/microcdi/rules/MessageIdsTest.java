package io.microcdi.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.Set;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.annotations.MessageLogger;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Every warning and every error has an id, by which it is found in the documentation. */
@AnalyzeClasses(packages = "io.microcdi", importOptions = ShippedClasses.class)
class MessageIdsTest {

    private static final Set<String> WITH_ID = Set.of("warn", "warnf", "warnv", "error", "errorf", "errorv", "fatal",
            "fatalf", "fatalv");

    /** The classes that are made of the interfaces of messages call these, with the id in front of the text. */
    @ArchTest
    static final ArchRule WARNINGS_AND_ERRORS_COME_FROM_THE_INTERFACES_OF_MESSAGES = noClasses()
            .that(describe("are written by hand", type -> type.getAllRawInterfaces().stream()
                    .noneMatch(each -> each.isAnnotatedWith(MessageLogger.class) || each.getSimpleName().endsWith("Log")
                            || each.getSimpleName().endsWith("Logger") && type.getSimpleName().contains("$"))))
            .should().callMethodWhere(describe("it logs a warning or an error without an id",
                    (JavaMethodCall call) -> call.getTargetOwner().isAssignableTo(BasicLogger.class)
                            && WITH_ID.contains(call.getName())));
}
