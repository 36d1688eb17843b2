package io.microcdi.bench.echo;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;

/**
 * Sends without waiting until what was sent before has been, which the specification leaves to the server: Tomcat and Open Liberty
 * refuse it. One thread at a time sends.
 */
final class UnawaitedQueue implements SendQueue {

    private static final SendHandler SENT = result -> {
        if (!result.isOK()) {
            throw new IllegalStateException("a message was not sent", result.getException());
        }
    };

    private final RemoteEndpoint.Async remote;
    private final Runnable sentLast;
    private final Queue<String> texts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * The queue of a session.
     *
     * @param sentLast runs when the queue is empty. Messages that are added until it returns are sent after it
     */
    UnawaitedQueue(Session session, Runnable sentLast) {
        remote = session.getAsyncRemote();
        this.sentLast = sentLast;
    }

    @Override
    public void add(String text) {
        texts.add(text);
        if (waiting.getAndIncrement() > 0) {
            return;
        }
        do {
            remote.sendText(texts.poll(), SENT);
            if (waiting.get() == 1) {
                sentLast.run();
            }
        } while (waiting.decrementAndGet() > 0);
    }
}
