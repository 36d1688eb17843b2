package io.microcdi.bench.app;

import io.microcdi.annotation.Route;
import io.microcdi.bench.load.Order;
import io.microcdi.cdi.MicroService;

/** Our service, as on any server. */
@MicroService
public class OrderRoutes {

    /** On a thread of the node's pool. */
    @Route("/order")
    public Order order(Order order) {
        return order;
    }

    /** On the thread that reads. */
    @Route(value = "/inline", execution = Route.Execution.INLINE)
    public Order inline(Order order) {
        return order;
    }
}
