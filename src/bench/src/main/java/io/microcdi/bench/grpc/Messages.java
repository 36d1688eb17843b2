package io.microcdi.bench.grpc;

import io.microcdi.bench.grpc.proto.OrderMessage;
import io.microcdi.bench.load.Order;

/** Orders as messages and back. */
final class Messages {

    private Messages() {
    }

    static OrderMessage of(Order order) {
        return OrderMessage.newBuilder().setId(order.id()).setCustomer(order.customer()).setProduct(order.product())
                .setQuantity(order.quantity()).setPrice(order.price()).setNote(order.note()).build();
    }

    static Order order(OrderMessage message) {
        return new Order(message.getId(), message.getCustomer(), message.getProduct(), message.getQuantity(),
                message.getPrice(), message.getNote());
    }
}
