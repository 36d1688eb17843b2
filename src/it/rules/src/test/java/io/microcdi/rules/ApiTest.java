package io.microcdi.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The API shows nothing of the engine. */
@AnalyzeClasses(locations = ShippedClasses.class)
class ApiTest {

    private static final String INTERNAL = "io.microcdi.internal";

    @ArchTest
    static final ArchRule THE_API_SHOWS_NO_INTERNAL_TYPE = classes()
            .that(describe("are public and no internals",
                    type -> type.getModifiers().contains(PUBLIC) && !type.getPackageName().startsWith(INTERNAL)))
            .should(new ArchCondition<JavaClass>("show no internal type") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    shown(type).filter(shown -> shown.type().getPackageName().startsWith(INTERNAL))
                            .forEach(shown -> events.add(SimpleConditionEvent.violated(type,
                                    shown.by() + " shows " + shown.type().getFullName())));
                }
            });

    /** A type that somebody who uses the API sees. */
    private record Shown(String by, JavaClass type) {
    }

    private static Stream<Shown> shown(JavaClass type) {
        Stream<Shown> parents = Stream
                .concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
                .map(parent -> new Shown(type.getFullName(), parent));
        Stream<Shown> fields = type.getFields().stream().filter(ApiTest::isVisible)
                .flatMap(field -> types(field.getFullName(), field.getType()));
        Stream<Shown> units = type.getCodeUnits().stream().filter(ApiTest::isVisible).flatMap(ApiTest::shown);
        return Stream.of(parents, fields, units).flatMap(each -> each);
    }

    private static Stream<Shown> shown(JavaCodeUnit unit) {
        Stream<Shown> thrown = unit.getExceptionTypes().stream()
                .map(type -> new Shown(unit.getFullName(), type));
        Stream<Shown> signature = Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .flatMap(type -> types(unit.getFullName(), type));
        return Stream.concat(thrown, signature);
    }

    private static Stream<Shown> types(String by, JavaType type) {
        return type.getAllInvolvedRawTypes().stream().map(each -> new Shown(by, each.getBaseComponentType()));
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(PUBLIC) || member.getModifiers().contains(PROTECTED);
    }
}
