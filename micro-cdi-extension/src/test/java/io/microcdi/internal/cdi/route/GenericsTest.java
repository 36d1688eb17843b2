package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.Scans.problem;
import static io.microcdi.internal.cdi.route.Scans.route;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.microcdi.annotation.Route;

/** Type variables mean what the bean's class says they mean, and bridge methods are no methods of their own. */
class GenericsTest {

    record Order(String id) {
    }

    interface Store<K, V> {
        @Route("/save")
        V save(Map<K, List<? extends V>> values);
    }

    abstract static class TextStore<V> implements Store<String, V> {
    }

    static class OrderStore extends TextStore<Order> {
        @Override
        public Order save(Map<String, List<? extends Order>> values) {
            return null;
        }
    }

    interface Single<V> {
        @Route("/single")
        void put(V value);

        @Route("/array")
        void putAll(V[] values);
    }

    static class OrderSingle implements Single<Order> {
        @Override
        public void put(Order value) {
        }

        @Override
        public void putAll(Order[] values) {
        }
    }

    static class Generic<V> {
        @Route("/generic")
        public void put(V value) {
        }
    }

    static class OrderGeneric extends Generic<Order> {
    }

    static class ListGeneric extends Generic<List<Order>> {
    }

    static class Batch<V> {
        @Route("/batch")
        public void putAll(V[] values) {
        }
    }

    static class OrderBatch extends Batch<Order> {
    }

    static class ListBatch extends Batch<List<Order>> {
    }

    static class MethodVariable {
        @Route("/variable")
        public <T> void put(List<T> value) {
        }
    }

    private static Type payloadOf(Class<?> bean) {
        return route(bean).arguments().stream().map(PayloadTypes::asked).findFirst().orElseThrow();
    }

    @Test
    void aMethodOfAGenericInterfaceIsMatchedByItsImplementationNotByTheBridge() {
        assertThat(Scans.routes(OrderSingle.class)).extracting(r -> r.path().text())
                .containsExactlyInAnyOrder("/single", "/array");
        assertThat(Scans.routes(OrderSingle.class)).noneMatch(r -> r.running().isBridge());
    }

    @Test
    void aVariableIsResolvedThroughSeveralClasses() {
        ParameterizedType type = (ParameterizedType) payloadOf(OrderStore.class);
        assertThat(type.getTypeName()).isEqualTo(
                "java.util.Map<java.lang.String, java.util.List<" + Order.class.getName() + ">>");
        assertThat(type.getRawType()).isEqualTo(Map.class);
        assertThat(type.getOwnerType()).isNull();
    }

    @Test
    void anInheritedMethodIsBoundToTheSubclassesArgument() {
        assertThat(payloadOf(OrderGeneric.class)).isEqualTo(Order.class);
        assertThat(payloadOf(ListGeneric.class)).hasToString("java.util.List<" + Order.class.getName() + ">");
    }

    @Test
    void theComponentOfAnArrayIsResolved() {
        assertThat(payloadOf(OrderBatch.class)).isEqualTo(Order[].class);
        assertThat(payloadOf(ListBatch.class)).hasToString("java.util.List<" + Order.class.getName() + ">[]")
                .isEqualTo(payloadOf(ListBatch.class));
        assertThat(problem(Batch.class)).startsWith("MICRO002111: ").contains("of type V[]");
    }

    @Test
    void aVariableThatNothingResolvesIsAnError() {
        assertThat(problem(Generic.class)).startsWith("MICRO002111: ").contains("of type V");
        assertThat(problem(MethodVariable.class)).startsWith("MICRO002111: ").contains("java.util.List<T>");
    }

    @Test
    void resolvedTypesAreEqualByWhatTheySay() {
        assertThat(payloadOf(ListGeneric.class)).isEqualTo(payloadOf(ListGeneric.class))
                .hasSameHashCodeAs(payloadOf(ListGeneric.class));
    }

    /** A base that is not visible outside: the compiler gives its subclass a bridge that has the annotation, too. */
    static class Hidden {
        @Route("/hidden")
        public String answer() {
            return "hidden";
        }
    }

    public static class Visible extends Hidden {
    }

    @Test
    void aBridgeForVisibilityIsNoSecondRoute() {
        assertThat(route(Visible.class).running().getDeclaringClass()).isEqualTo(Hidden.class);
    }
}
