package io.microcdi.bench.rsocket;

import java.net.URI;

import io.microcdi.bench.load.Client;
import io.microcdi.bench.load.Done;
import io.microcdi.bench.load.Order;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.WebsocketClientTransport;

/** One connection. */
public final class RSocketClient implements Client {

    private final RSocket socket;

    /** Connects. */
    public RSocketClient(URI server) {
        socket = RSocketConnector.create().payloadDecoder(PayloadDecoder.ZERO_COPY)
                .connect(WebsocketClientTransport.create(server)).block();
    }

    @Override
    public void start(Order order, Done done) {
        socket.requestResponse(Payloads.of(order)).subscribe(payload -> {
            order.check(Payloads.order(payload));
            done.done(null);
        }, done::done);
    }

    @Override
    public void call(Order order) {
        order.check(socket.requestResponse(Payloads.of(order)).map(Payloads::order).block());
    }

    @Override
    public void close() {
        socket.dispose();
    }
}
