package io.microcdi.bench.compare.micro;

import java.util.UUID;

import io.microcdi.MicroNode;
import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;
import io.microcdi.error.RouteException;

/** The service. In a WAR the method has {@code @Route("/charge")}, and its class {@code @MicroService}. */
final class PaymentService {

    private final MicroNode node;

    PaymentService(String registry) {
        node = MicroNode.builder("payments").registry(registry).listen("127.0.0.1", 0).build();
        node.register("/charge", Charge.class, (charge, context) -> charge(charge));
        node.start();
    }

    private static Receipt charge(Charge charge) {
        if (charge.amount() <= 0) {
            throw new RouteException(422, "the amount must be more than zero");
        }
        return new Receipt(UUID.randomUUID().toString(), charge.amount());
    }

    void stop() {
        node.stop();
    }
}
