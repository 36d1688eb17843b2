package io.microcdi.bench.echo;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;

/** Sends one message after the other, each once that before it has been sent; nobody waits. */
final class AwaitingQueue implements SendQueue, SendHandler {

    private static final int BEGUN = 0;
    private static final int UNDER_WAY = 1;
    private static final int SENT = 2;

    private final RemoteEndpoint.Async remote;
    private final Runnable sentLast;
    private final Queue<String> texts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger sending = new AtomicInteger(SENT);

    /**
     * The queue of a session.
     *
     * @param sentLast runs when the queue is empty. Messages that are added until it returns are sent after it
     */
    AwaitingQueue(Session session, Runnable sentLast) {
        remote = session.getAsyncRemote();
        this.sentLast = sentLast;
    }

    @Override
    public void add(String text) {
        texts.add(text);
        if (waiting.getAndIncrement() == 0) {
            send();
        }
    }

    private void send() {
        do {
            sending.set(BEGUN);
            remote.sendText(texts.poll(), this);
            if (sending.compareAndSet(BEGUN, UNDER_WAY)) {
                return;
            }
        } while (isNext());
    }

    @Override
    public void onResult(SendResult result) {
        if (!result.isOK()) {
            throw new IllegalStateException("a message was not sent", result.getException());
        }
        // where it was sent before sendText returned, the loop there goes on: no stack grows with the queue
        if (!sending.compareAndSet(BEGUN, SENT) && isNext()) {
            send();
        }
    }

    private boolean isNext() {
        if (waiting.get() == 1) {
            sentLast.run();
        }
        return waiting.decrementAndGet() > 0;
    }
}
