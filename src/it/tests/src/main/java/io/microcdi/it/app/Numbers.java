package io.microcdi.it.app;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** Takes and gives an object, so that it is seen how that is written. */
@MicroService
public class Numbers {
    /** An object with a name of two words. */
    public static class Order {
        private int orderNumber;

        public int getOrderNumber() {
            return orderNumber;
        }

        public void setOrderNumber(int orderNumber) {
            this.orderNumber = orderNumber;
        }
    }

    /** The next order. */
    @Route("/next")
    public Order next(Order order) {
        order.setOrderNumber(order.getOrderNumber() + 1);
        return order;
    }
}
