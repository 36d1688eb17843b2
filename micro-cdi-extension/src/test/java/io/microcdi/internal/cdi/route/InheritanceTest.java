package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.Scans.problem;
import static io.microcdi.internal.cdi.route.Scans.route;
import static io.microcdi.internal.cdi.route.Scans.routes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** Which annotation counts where a method is overridden or implemented: the rules of Jakarta REST. */
class InheritanceTest {

    interface Api {
        @Route("/api")
        String answer();
    }

    interface NearerApi extends Api {
        @Override
        @Route("/nearer")
        String answer();
    }

    interface OtherApi {
        @Route("/other")
        String answer();
    }

    static class Base {
        @Route("/base")
        public String answer() {
            return "base";
        }
    }

    static class Own extends Base implements Api {
        @Override
        @Route("/own")
        public String answer() {
            return "own";
        }
    }

    static class FromBase extends Base implements Api {
        @Override
        public String answer() {
            return "from base";
        }
    }

    static class NotOverridden extends Base {
    }

    static class FromInterface implements Api {
        @Override
        public String answer() {
            return "from interface";
        }
    }

    static class FromNearerInterface implements Api, NearerApi {
        @Override
        public String answer() {
            return "from the nearer";
        }
    }

    static class FromTwo implements Api, OtherApi {
        @Override
        public String answer() {
            return "from two";
        }
    }

    static class DecidedBetweenTwo implements Api, OtherApi {
        @Override
        @Route("/decided")
        public String answer() {
            return "decided";
        }
    }

    @Test
    void theMethodsOwnWins() {
        assertThat(route(Own.class).path().text()).isEqualTo("/own");
    }

    @Test
    void aSuperclassComesBeforeAnInterface() {
        RouteMethod route = route(FromBase.class);
        assertThat(route.path().text()).isEqualTo("/base");
        assertThat(route.running().getDeclaringClass()).isEqualTo(FromBase.class);
    }

    @Test
    void aMethodThatIsNotOverriddenIsServedToo() {
        RouteMethod route = route(NotOverridden.class);
        assertThat(route.path().text()).isEqualTo("/base");
        assertThat(route.description())
                .isEqualTo(NotOverridden.class.getName() + ".answer() (inherited from " + Base.class.getName() + ")");
    }

    @Test
    void anInterfaceGivesItsAnnotation() {
        assertThat(route(FromInterface.class).path().text()).isEqualTo("/api");
    }

    @Test
    void anInterfaceThatExtendsAnotherIsNearer() {
        assertThat(route(FromNearerInterface.class).path().text()).isEqualTo("/nearer");
    }

    @Test
    void twoInterfacesAreAnError() {
        assertThat(problem(FromTwo.class)).startsWith("MICRO002106: " + FromTwo.class.getName() + ".answer()")
                .contains(Api.class.getName(), OtherApi.class.getName(), "put @Route on the method itself");
    }

    @Test
    void twoInterfacesDoNotMatterWhereTheMethodDecides() {
        assertThat(route(DecidedBetweenTwo.class).path().text()).isEqualTo("/decided");
    }

    interface WithDefault {
        @Route("/default")
        default String answer() {
            return "default";
        }
    }

    static class UsesDefault implements WithDefault {
    }

    @Test
    void aDefaultMethodIsARoute() {
        RouteMethod route = route(UsesDefault.class);
        assertThat(route.path().text()).isEqualTo("/default");
        assertThat(route.called().getDeclaringClass()).isEqualTo(WithDefault.class);
    }

    abstract static class Template {
        @Route("/template")
        abstract String answer();
    }

    static class Filled extends Template {
        @Override
        String answer() {
            return "filled";
        }
    }

    @Test
    void anAbstractMethodIsServedByItsImplementation() {
        assertThat(route(Filled.class).running().getDeclaringClass()).isEqualTo(Filled.class);
    }

    static class PrivateBelow extends Base {
        private String answer(int other) {
            return "an overload, not an override" + other;
        }

        String use() {
            return answer(1);
        }
    }

    @Test
    void anOverloadIsNoOverride() {
        assertThat(routes(PrivateBelow.class)).extracting(r -> r.path().text()).containsExactly("/base");
    }

    interface WithParam {
        @Route("/orders/{id}")
        String order(@RouteParam("id") String id);
    }

    static class MixesAnnotations implements WithParam {
        @Override
        public String order(@RouteParam("id") String id) {
            return id;
        }
    }

    static class LeavesAnnotations implements WithParam {
        @Override
        public String order(String id) {
            return id;
        }
    }

    @Test
    void allAnnotationsComeFromOneMethod() {
        assertThat(problem(MixesAnnotations.class)).startsWith("MICRO002107: ").contains(WithParam.class.getName());
    }

    @Test
    void parameterAnnotationsAreInheritedWithTheRoute() {
        assertThat(route(LeavesAnnotations.class).arguments()).hasSize(1);
    }

    @Route("/orders")
    static class Orders {
        @Route("/{id}")
        public String order(@RouteParam("id") String id) {
            return id;
        }

        @Route("/")
        public String all() {
            return "all";
        }
    }

    @Route(value = "/tenants/{tenant}/orders", idempotent = true, execution = Route.Execution.INLINE)
    static class TenantOrders extends Orders {
        @Override
        @Route("/{id}")
        public String order(@RouteParam("id") String id) {
            return id;
        }
    }

    static class InheritsOrders extends Orders {
    }

    @Test
    void theAnnotationOfAClassIsTheBeginningOfItsPaths() {
        assertThat(routes(Orders.class)).extracting(route -> route.path().text())
                .containsExactlyInAnyOrder("/orders/{id}", "/orders");
        assertThat(routes(InheritsOrders.class)).extracting(route -> route.path().text())
                .containsExactlyInAnyOrder("/orders/{id}", "/orders");
    }

    @Test
    void theNearestClassWithABeginningCountsForAllRoutes() {
        assertThat(routes(TenantOrders.class)).extracting(route -> route.path().text())
                .containsExactlyInAnyOrder("/tenants/{tenant}/orders/{id}", "/tenants/{tenant}/orders");
        assertThat(routes(TenantOrders.class)).allMatch(RouteMethod::idempotent).allMatch(RouteMethod::inline);
        assertThat(routes(Orders.class)).noneMatch(RouteMethod::idempotent).noneMatch(RouteMethod::inline);
    }

    @Route("/contract")
    interface Contract {
        @Route("/charge")
        String charge();
    }

    static class ServesContract implements Contract {
        @Override
        public String charge() {
            return "charged";
        }
    }

    @Route("/mine")
    static class ServesContractElsewhere extends ServesContract {
    }

    static class OwnRouteOfContract implements Contract {
        @Override
        @Route("/own")
        public String charge() {
            return "charged";
        }
    }

    @Test
    void aContractBringsItsBeginning() {
        assertThat(route(ServesContract.class).path().text()).isEqualTo("/contract/charge");
        assertThat(route(ServesContractElsewhere.class).path().text()).isEqualTo("/mine/charge");
        assertThat(route(OwnRouteOfContract.class).path().text()).as("the annotation is not the contract's")
                .isEqualTo("/own");
    }

    @Route("orders")
    static class BadBeginning {
        @Route("/x")
        public String x() {
            return "x";
        }
    }

    @Route("/orders/")
    static class EndsWithSlash {
        @Route("/x")
        public String x() {
            return "x";
        }
    }

    @Route("/{id}")
    static class NameTwice {
        @Route("/{id}")
        public String x(@RouteParam("id") String id) {
            return id;
        }
    }

    @Route("/orders")
    static class NoSlashBetween {
        @Route("x")
        public String x() {
            return "x";
        }
    }

    @Route("")
    static class EmptyBeginning {
        @Route("/x")
        public String x() {
            return "x";
        }
    }

    @Test
    void theWholePathIsChecked() {
        assertThat(problem(BadBeginning.class)).contains("@Route(\"orders\") of the class");
        assertThat(problem(EndsWithSlash.class)).contains("@Route(\"/orders/\") of the class");
        assertThat(problem(EmptyBeginning.class)).contains("@Route(\"\") of the class");
        assertThat(problem(NoSlashBetween.class)).contains("route \"x\" below \"/orders\"");
        assertThat(problem(NameTwice.class)).contains("\"/{id}/{id}\"");
    }
}
