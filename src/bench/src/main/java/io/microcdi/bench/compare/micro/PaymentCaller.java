package io.microcdi.bench.compare.micro;

import io.microcdi.MicroNode;
import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;

/** The caller. In a WAR {@code @Inject MicroCaller} takes the place of the node. */
final class PaymentCaller {

    private final MicroNode node;

    PaymentCaller(String registry) {
        node = MicroNode.builder("checkout").registry(registry).listen("127.0.0.1", 0).build();
        node.start();
    }

    Receipt charge(Charge charge) {
        return node.caller().call("payments", "/charge", charge, Receipt.class);
    }

    void stop() {
        node.stop();
    }
}
