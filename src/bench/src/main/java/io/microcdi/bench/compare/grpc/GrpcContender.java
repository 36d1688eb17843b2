package io.microcdi.bench.compare.grpc;

import java.io.IOException;
import java.net.InetSocketAddress;

import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Contender;
import io.microcdi.bench.compare.Receipt;

/** The service on Netty, and a channel to it. */
public final class GrpcContender implements Contender {

    private final Server server;
    private final PaymentCaller caller;

    /** Starts them. */
    public GrpcContender() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(new PaymentService())
                .build().start();
        caller = new PaymentCaller("127.0.0.1", server.getPort());
    }

    @Override
    public Receipt charge(Charge charge) {
        return caller.charge(charge);
    }

    @Override
    public String status(RuntimeException failure) {
        return failure instanceof StatusRuntimeException failed ? failed.getStatus().getCode().name() : "none";
    }

    @Override
    public void close() {
        caller.stop();
        server.shutdownNow();
    }
}
