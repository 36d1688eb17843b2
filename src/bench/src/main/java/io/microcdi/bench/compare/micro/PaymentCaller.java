package io.microcdi.bench.compare.micro;

import io.microcdi.MicroNode;
import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;

/** The caller. In a WAR {@code @Inject Payments} takes the place of the node. */
final class PaymentCaller {

    private final MicroNode node;
    private final Payments payments;

    PaymentCaller(String registry) {
        node = MicroNode.builder("checkout").registry(registry).listen("127.0.0.1", 0).build();
        node.start();
        payments = node.caller().client(Payments.class);
    }

    Receipt charge(Charge charge) {
        return payments.charge(charge);
    }

    void stop() {
        node.stop();
    }
}
