package io.microcdi.bench.rsocket;

import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.WebsocketServerTransport;

import reactor.core.publisher.Mono;

/** A server that returns orders. */
public final class RSocketService implements AutoCloseable {

    private final CloseableChannel channel;

    /** Starts it on any free port of the loopback address. */
    public RSocketService() {
        channel = RSocketServer.create(SocketAcceptor.forRequestResponse(
                payload -> Mono.just(Payloads.of(Payloads.order(payload)))))
                .payloadDecoder(PayloadDecoder.ZERO_COPY).bindNow(WebsocketServerTransport.create("127.0.0.1", 0));
    }

    /** Where it listens. */
    public int port() {
        return channel.address().getPort();
    }

    @Override
    public void close() {
        channel.dispose();
    }
}
