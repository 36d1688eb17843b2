package io.microcdi.bench.echo;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;

import io.microcdi.bench.load.Client;
import io.microcdi.bench.load.Done;
import io.microcdi.bench.load.Order;

/** Sends texts {@code number:order} and waits for them. */
public final class EchoClient implements Client {

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Done> waiting = new ConcurrentHashMap<>();
    private final URI server;
    private final Sending sending;
    private volatile Session session;
    private volatile SendQueue queue;
    private volatile Text text = new Text(null, "");

    private record Text(Order order, String json) {
    }

    /** Connects. */
    public EchoClient(URI server, Sending sending) throws Exception {
        this.server = server;
        this.sending = sending;
        connect();
    }

    @Override
    public void connect() throws Exception {
        if (session != null && session.isOpen()) {
            return;
        }
        session = ContainerProvider.getWebSocketContainer().connectToServer(new Receiving(),
                ClientEndpointConfig.Builder.create().build(), server);
        queue = sending.queue(session);
    }

    @Override
    public void start(Order order, Done done) {
        Text current = text;
        if (current.order != order) {
            current = new Text(order, order.json());
            text = current;
        }
        long number = numbers.getAndIncrement();
        waiting.put(number, done);
        queue.add(number + ":" + current.json);
    }

    private void received(String answer) {
        int colon = answer.indexOf(':');
        waiting.remove(Long.parseLong(answer, 0, colon, 10)).done(null);
    }

    @Override
    public void call(Order order) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        start(order, failure -> answer.complete(null));
        answer.join();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (IOException e) {
            // it is closed, which is all that is wanted
        }
    }

    private final class Receiving extends Endpoint {

        @Override
        public void onOpen(Session opened, EndpointConfig config) {
            opened.setMaxIdleTimeout(0);
            opened.setMaxTextMessageBufferSize(EchoEndpoint.MAX_MESSAGE);
            opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) EchoClient.this::received);
        }
    }
}
