package io.microcdi.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;

import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The API shows nothing of the engine. */
@AnalyzeClasses(packages = "io.microcdi", importOptions = ShippedClasses.class)
class ApiTest {

    private static final String INTERNAL = "io.microcdi.internal";

    @ArchTest
    static final ArchRule SIGNATURES_OF_THE_API_NAME_NO_INTERNAL_TYPE = codeUnits().that().arePublic().or()
            .areProtected()
            .and().areDeclaredInClassesThat(describe("are public and no internals",
                    type -> type.getModifiers().contains(PUBLIC) && !type.getPackageName().startsWith(INTERNAL)))
            .should(new ArchCondition<JavaCodeUnit>("name no internal type") {
                @Override
                public void check(JavaCodeUnit unit, ConditionEvents events) {
                    Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream())
                            .map(JavaClass::getBaseComponentType)
                            .filter(type -> type.getPackageName().startsWith(INTERNAL))
                            .forEach(type -> events.add(SimpleConditionEvent.violated(unit,
                                    unit.getFullName() + " names " + type.getFullName())));
                }
            });
}
