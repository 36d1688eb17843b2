package io.microcdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.test.Shop.Charge;
import io.microcdi.test.Shop.Checkout;
import io.microcdi.test.Shop.Orders;
import io.microcdi.test.Shop.Receipt;

/** Beans call fakes, and their routes are called. */
@MicroTest(value = { Checkout.class, Orders.class }, namespace = "shop", config = "micro.request-timeout = 5s")
@Timeout(60)
class BeansTest {

    @FakeService("payments")
    Fake payments;

    @Inject
    Checkout checkout;

    @Inject
    MicroNode node;

    @Test
    void aBeanCallsAFake() {
        payments.when("/charge").answer(new Receipt("r-1"));
        assertThat(checkout.pay(12).id()).isEqualTo("r-1");
        FakeRequest request = payments.verify("/charge").once();
        assertThat(request.payload(Charge.class)).isEqualTo(new Charge(12));
        assertThat(request.metadata("tenant")).contains("acme");
        assertThat(request.callerNamespace()).isEqualTo("shop");
    }

    /** Weld compiled the schema otherwise, in each test. */
    @Test
    void noSchemaOfBeansXmlIsCompiled() {
        assertThat(System.getProperty("org.jboss.weld.xml.disableValidating")).isEqualTo("true");
    }

    @Test
    void aRouteOfABeanIsCalledAndCallsAFakeItself(MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofSeconds(2)).answer(new Receipt("r-2"));
        assertThat(caller.call("shop", "/orders", new Charge(7), Receipt.class).id()).isEqualTo("r-2");
        assertThat(payments.verify("/charge").once().payload(Charge.class)).isEqualTo(new Charge(7));
    }

    @Test
    void settingsOfTheTestApply(TestClock clock) {
        payments.when("/charge").delay(Duration.ofSeconds(6)).answer(new Receipt("late"));
        assertThatThrownBy(() -> checkout.pay(1)).isInstanceOf(CallTimeoutException.class);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theNodeIsRegistered() {
        assertThat(node.isRegistered()).isTrue();
        assertThat(node.namespace()).isEqualTo("shop");
    }

    @Nested
    class Inside {

        @FakeService("ledger")
        Fake ledger;

        @Inject
        Orders orders;

        @Test
        void theInstancesOfBothClassesAreInjected() {
            payments.when("/charge").answer(new Receipt("r-3"));
            assertThat(orders.order(new Charge(1)).id()).isEqualTo("r-3");
            assertThat(ledger.requests()).isEmpty();
        }
    }
}
