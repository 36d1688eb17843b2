package io.microcdi.bench.compare.grpc;

import java.util.UUID;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.microcdi.bench.compare.grpc.proto.ChargeRequest;
import io.microcdi.bench.compare.grpc.proto.PaymentsGrpc;
import io.microcdi.bench.compare.grpc.proto.ReceiptReply;

/** The service. */
final class PaymentService extends PaymentsGrpc.PaymentsImplBase {

    @Override
    public void charge(ChargeRequest charge, StreamObserver<ReceiptReply> answer) {
        if (charge.getAmount() <= 0) {
            answer.onError(Status.INVALID_ARGUMENT.withDescription("the amount must be more than zero").asException());
            return;
        }
        answer.onNext(ReceiptReply.newBuilder().setId(UUID.randomUUID().toString()).setAmount(charge.getAmount())
                .build());
        answer.onCompleted();
    }
}
