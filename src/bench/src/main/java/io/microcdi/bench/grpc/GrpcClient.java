package io.microcdi.bench.grpc;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.microcdi.bench.grpc.proto.OrderMessage;
import io.microcdi.bench.grpc.proto.OrdersGrpc;
import io.microcdi.bench.load.Client;
import io.microcdi.bench.load.Done;
import io.microcdi.bench.load.Order;

/** One channel. */
public final class GrpcClient implements Client {

    private final ManagedChannel channel;
    private final OrdersGrpc.OrdersStub stub;
    private final OrdersGrpc.OrdersBlockingStub blocking;

    /**
     * Connects.
     *
     * @param direct whether answers are handled on the threads that read
     */
    public GrpcClient(String server, boolean direct) {
        ManagedChannelBuilder<?> builder = ManagedChannelBuilder.forTarget(server).usePlaintext();
        channel = (direct ? builder.directExecutor() : builder).build();
        stub = OrdersGrpc.newStub(channel);
        blocking = OrdersGrpc.newBlockingStub(channel);
    }

    @Override
    public void start(Order order, Done done) {
        stub.place(Messages.of(order), new Answer(order, done));
    }

    @Override
    public void call(Order order) {
        order.check(Messages.order(blocking.place(Messages.of(order))));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private record Answer(Order order, Done done) implements StreamObserver<OrderMessage> {

        @Override
        public void onNext(OrderMessage message) {
            order.check(Messages.order(message));
        }

        @Override
        public void onError(Throwable failure) {
            done.done(failure);
        }

        @Override
        public void onCompleted() {
            done.done(null);
        }
    }
}
