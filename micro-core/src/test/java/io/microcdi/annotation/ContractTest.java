package io.microcdi.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;

import org.junit.jupiter.api.Test;

import io.microcdi.RouteContext;

/** A contract, in a library of its own, whose only dependency is this one: this module's tests have no CDI either. */
class ContractTest {

    @RegisterMicroClient("payments")
    interface Payments {

        @Route(value = "/orders/{id}", idempotent = true)
        String order(@RouteParam("id") String id, RouteContext context);
    }

    @Test
    void itsRoutesAreReadWithoutTheExtension() throws NoSuchMethodException {
        assertThatThrownBy(() -> Class.forName("jakarta.enterprise.context.ApplicationScoped"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(Payments.class.getAnnotation(RegisterMicroClient.class).value()).isEqualTo("payments");
        Method order = Payments.class.getDeclaredMethod("order", String.class, RouteContext.class);
        assertThat(order.getAnnotation(Route.class).value()).isEqualTo("/orders/{id}");
        assertThat(order.getAnnotation(Route.class).idempotent()).isTrue();
        assertThat(order.getParameters()[0].getAnnotation(RouteParam.class).value()).isEqualTo("id");
    }
}
