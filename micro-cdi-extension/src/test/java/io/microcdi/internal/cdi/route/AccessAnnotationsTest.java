package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.Scans.problem;
import static io.microcdi.internal.cdi.route.Scans.route;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Stereotype;

import org.junit.jupiter.api.Test;

import io.microcdi.annotation.Route;
import io.microcdi.internal.security.AccessRule;

/** Which of the annotations about roles counts for a route: the nearest one. */
class AccessAnnotationsTest {

    private static AccessRule rule(Class<?> bean) {
        return route(bean).access();
    }

    static class Unstated {
        @Route("/x")
        public String x() {
            return "x";
        }
    }

    @DenyAll
    static class OnBoth {
        @Route("/x")
        @RolesAllowed({ "admin", "clerk" })
        public String x() {
            return "x";
        }
    }

    @DenyAll
    static class OnClass {
        @Route("/x")
        public String x() {
            return "x";
        }
    }

    static class Inherits extends OnClass {
    }

    @DenyAll
    static class InheritsTheSame extends OnClass {
    }

    @RolesAllowed("admin")
    static class InheritsAnother extends OnClass {
    }

    @DenyAll
    static class InheritsRoles extends OnBoth {
    }

    interface StatedDefaultApi {
        @Route("/x")
        @RolesAllowed("clerk")
        default String x() {
            return "x";
        }
    }

    @DenyAll
    static class DeniesStated implements StatedDefaultApi {
    }

    @RolesAllowed("admin")
    interface DefaultApiOfAdmins extends DefaultApi {
    }

    static class OfAdmins implements DefaultApiOfAdmins {
    }

    @RolesAllowed("admin")
    interface AsStated extends StatedDefaultApi {
        @Override
        @RolesAllowed("clerk")
        String x();
    }

    static class ImplementsAsStated implements AsStated {
        @Override
        public String x() {
            return "x";
        }
    }

    @Stereotype
    @RolesAllowed("admin")
    @Retention(RetentionPolicy.RUNTIME)
    @interface ForAdmins {
    }

    @Stereotype
    @ForAdmins
    @Retention(RetentionPolicy.RUNTIME)
    @interface Service {
    }

    @ForAdmins
    static class WithStereotype extends Unstated {
    }

    @Service
    static class WithStereotypeOfStereotype extends Unstated {
    }

    static class InheritsStereotype extends WithStereotype {
    }

    @PermitAll
    static class StatesBelowStereotype extends WithStereotype {
        @Override
        public String x() {
            return "x";
        }
    }

    @ForAdmins
    interface ApiWithStereotype {
        @Route("/x")
        String x();
    }

    static class ImplementsWithStereotype implements ApiWithStereotype {
        @Override
        public String x() {
            return "x";
        }
    }

    @PermitAll
    static class Overrides extends OnClass {
        @Override
        public String x() {
            return "overridden";
        }
    }

    static class OverridesWithoutAnnotation extends OnBoth {
        @Override
        public String x() {
            return "overridden";
        }
    }

    interface Api {
        @Route("/x")
        @RolesAllowed("admin")
        String x();
    }

    @RolesAllowed("clerk")
    interface OtherApi {
        String x();
    }

    static class Implements implements Api {
        @Override
        public String x() {
            return "x";
        }
    }

    static class ImplementsAndStates implements Api {
        @Override
        @DenyAll
        public String x() {
            return "x";
        }
    }

    static class ImplementsBoth implements Api, OtherApi {
        @Override
        public String x() {
            return "x";
        }
    }

    static class Several {
        @Route("/x")
        @PermitAll
        @RolesAllowed("admin")
        public String x() {
            return "x";
        }
    }

    static class NoRole {
        @Route("/x")
        @RolesAllowed({})
        public String x() {
            return "x";
        }
    }

    @RolesAllowed("admin")
    static class RestrictsNothing extends Unstated {
    }

    static class Between extends RestrictsNothing {
    }

    interface DefaultApi {
        @Route("/x")
        default String x() {
            return "x";
        }
    }

    @DenyAll
    static class DeniesNothing implements DefaultApi {
    }

    @PermitAll
    static class PermitsAll extends Unstated {
    }

    @RolesAllowed("admin")
    static class RestrictsOwn extends Unstated {
        @Override
        public String x() {
            return "own";
        }
    }

    @Test
    void withoutAnnotationNothingIsStated() {
        assertThat(rule(Unstated.class)).isEqualTo(AccessRule.UNSTATED);
    }

    @Test
    void theMethodCountsBeforeItsClass() {
        assertThat(rule(OnBoth.class)).isEqualTo(AccessRule.rolesAllowed("clerk", "admin"));
        assertThat(rule(OnClass.class)).isEqualTo(AccessRule.DENY_ALL);
    }

    @Test
    void anInheritedMethodHasTheRuleOfTheClassThatDeclaresIt() {
        assertThat(rule(Inherits.class)).isEqualTo(AccessRule.DENY_ALL);
        assertThat(rule(InheritsTheSame.class)).isEqualTo(AccessRule.DENY_ALL);
        assertThat(rule(ImplementsAsStated.class)).isEqualTo(AccessRule.rolesAllowed("clerk"));
    }

    @Test
    void anOverridingMethodHasTheRuleOfItsOwnClassFirst() {
        assertThat(rule(Overrides.class)).isEqualTo(AccessRule.PERMIT_ALL);
    }

    @Test
    void anOverridingMethodWithoutAnnotationKeepsTheInheritedRule() {
        assertThat(rule(OverridesWithoutAnnotation.class)).isEqualTo(AccessRule.rolesAllowed("admin", "clerk"));
        assertThat(rule(Implements.class)).isEqualTo(AccessRule.rolesAllowed("admin"));
        assertThat(rule(ImplementsAndStates.class)).isEqualTo(AccessRule.DENY_ALL);
    }

    @Test
    void rolesAllowedWithoutRolesAllowsNobody() {
        assertThat(rule(NoRole.class).deniesAll()).isTrue();
    }

    @Test
    void aRestrictionOnTheClassOfABeanThatDoesNotReachAnInheritedRouteIsAnError() {
        assertThat(problem(RestrictsNothing.class)).contains("MICRO002122: ", "RestrictsNothing.x()",
                "inherited from " + Unstated.class.getName(),
                RestrictsNothing.class.getName());
        assertThat(problem(Between.class)).contains("MICRO002122: ", RestrictsNothing.class.getName());
        assertThat(problem(DeniesNothing.class)).contains("MICRO002122: ", "DeniesNothing.x()",
                DeniesNothing.class.getName());
        assertThat(rule(PermitsAll.class)).isEqualTo(AccessRule.UNSTATED);
        assertThat(rule(RestrictsOwn.class)).isEqualTo(AccessRule.rolesAllowed("admin"));
    }

    @Test
    void aRestrictionThatDiffersFromThatOfTheInheritedRouteIsAnErrorToo() {
        assertThat(problem(InheritsAnother.class)).contains("MICRO002122: ", InheritsAnother.class.getName());
        assertThat(problem(InheritsRoles.class)).contains("MICRO002122: ", InheritsRoles.class.getName());
        assertThat(problem(DeniesStated.class)).contains("MICRO002122: ", DeniesStated.class.getName());
        assertThat(problem(OfAdmins.class)).contains("MICRO002122: ", DefaultApiOfAdmins.class.getName());
    }

    @Test
    void aRestrictionOnAStereotypeIsAnError() {
        assertThat(problem(WithStereotype.class)).contains("MICRO002123: ", "WithStereotype.x()",
                ForAdmins.class.getName());
        assertThat(problem(WithStereotypeOfStereotype.class)).contains("MICRO002123: ", ForAdmins.class.getName());
        assertThat(problem(InheritsStereotype.class)).contains("MICRO002123: ", ForAdmins.class.getName());
        assertThat(problem(ImplementsWithStereotype.class)).contains("MICRO002123: ", ForAdmins.class.getName());
        assertThat(rule(StatesBelowStereotype.class)).isEqualTo(AccessRule.PERMIT_ALL);
    }

    @Test
    void contradictionsAreErrors() {
        assertThat(problem(Several.class)).contains("MICRO002120: ", "Several.x()");
        assertThat(problem(ImplementsBoth.class)).contains("MICRO002121: ", Api.class.getName(),
                OtherApi.class.getName());
    }
}
