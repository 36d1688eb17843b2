package io.microcdi.bench.compare.grpc;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;
import io.microcdi.bench.compare.grpc.proto.ChargeRequest;
import io.microcdi.bench.compare.grpc.proto.PaymentsGrpc;
import io.microcdi.bench.compare.grpc.proto.ReceiptReply;

/** The caller. */
final class PaymentCaller {

    private final ManagedChannel channel;
    private final PaymentsGrpc.PaymentsBlockingStub stub;

    PaymentCaller(String host, int port) {
        channel = ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
        stub = PaymentsGrpc.newBlockingStub(channel);
    }

    Receipt charge(Charge charge) {
        ReceiptReply reply = stub.charge(ChargeRequest.newBuilder().setAmount(charge.amount())
                .setCurrency(charge.currency()).build());
        return new Receipt(reply.getId(), reply.getAmount());
    }

    void stop() {
        channel.shutdownNow();
    }
}
