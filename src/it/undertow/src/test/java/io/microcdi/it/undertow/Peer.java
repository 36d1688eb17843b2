package io.microcdi.it.undertow;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;

/** One end of a session: what it sends by, and what it has received. */
final class Peer implements Receiver {

    private final CompletableFuture<Transport> transport = new CompletableFuture<>();
    private final CompletableFuture<String> closing = new CompletableFuture<>();
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

    Peer opened(Transport opened) {
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

    /** Code and reason of the close frame that has come. */
    String closing() throws InterruptedException, ExecutionException, TimeoutException {
        return closing.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void text(String message) {
        texts.add(message);
    }

    @Override
    public void alive() {
        // nobody is asked
    }

    @Override
    public void refuse(int code, String reason) {
        throw new AssertionError(code + " " + reason);
    }

    @Override
    public void closed(int code, String reason) {
        closing.complete(code + " " + reason);
    }
}
