package io.microcdi.test;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.weld.junit5.WeldInitiator;
import org.jboss.weld.junit5.WeldJunit5Extension;
import org.jboss.weld.junit5.WeldSetup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.internal.cdi.MicroExtension;
import io.microcdi.test.Shop.Checkout;
import io.microcdi.test.Shop.Receipt;

/** A container that weld-junit5 starts works beside the kit. */
@MicroTest
@ExtendWith(WeldJunit5Extension.class)
@Timeout(60)
class WeldJunitTest {

    @WeldSetup
    WeldInitiator weld = WeldInitiator.from(WeldInitiator.createWeld().disableDiscovery()
            .extensions(new MicroExtension()).beanClasses(Checkout.class)).activate(ApplicationScoped.class)
            .inject(this).build();

    @FakeService("payments")
    Fake payments;

    TestClock clock;

    @Inject
    Checkout checkout;

    @Test
    void aBeanCallsAFake() {
        payments.when("/charge").answer(new Receipt("r-1"));
        assertThat(checkout.pay(12).id()).isEqualTo("r-1");
        payments.verify("/charge").once();
        assertThat(clock.elapsed()).isZero();
    }
}
