package io.microcdi.registry.it;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;

/** The server's end of a session: what it sends by, and what it has received. */
final class Peer extends Nobody {

    private final CompletableFuture<Transport> transport = new CompletableFuture<>();
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

    Receiver opened(Transport opened) {
        transport.complete(opened);
        return this;
    }

    Transport transport() throws InterruptedException, ExecutionException, TimeoutException {
        return transport.get(10, TimeUnit.SECONDS);
    }

    /** The next text; {@code null} if none comes. */
    String next() throws InterruptedException {
        return texts.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public void text(String message) {
        texts.add(message);
    }
}
