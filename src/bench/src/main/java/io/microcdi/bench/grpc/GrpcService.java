package io.microcdi.bench.grpc;

import java.io.IOException;
import java.net.InetSocketAddress;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.microcdi.bench.grpc.proto.OrderMessage;
import io.microcdi.bench.grpc.proto.OrdersGrpc;

/** A server that returns orders. */
public final class GrpcService extends OrdersGrpc.OrdersImplBase implements AutoCloseable {

    private final Server server;

    /**
     * Starts it on any free port of the loopback address.
     *
     * @param direct whether the threads that read run the service, too
     */
    public GrpcService(boolean direct) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(this);
        server = (direct ? builder.directExecutor() : builder).build().start();
    }

    /** Where it listens. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void place(OrderMessage request, StreamObserver<OrderMessage> answer) {
        answer.onNext(Messages.of(Messages.order(request)));
        answer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
