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
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private volatile String reader;

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

    /** Code and reason of its end; {@code null} if it does not end. */
    String end() throws InterruptedException {
        return ends.poll(10, TimeUnit.SECONDS);
    }

    /** Whether there is an end that {@link #end()} has not given. */
    boolean hasEnded() {
        return !ends.isEmpty();
    }

    /** The thread by which the last text came. */
    String reader() {
        return reader;
    }

    @Override
    public void text(String message) {
        reader = Thread.currentThread().getName();
        texts.add(message);
    }

    @Override
    public void closed(int code, String reason) {
        ends.add(code + " " + reason);
    }
}
