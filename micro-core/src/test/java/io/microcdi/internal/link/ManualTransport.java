package io.microcdi.internal.link;

import java.util.ArrayList;
import java.util.List;

/** A transport whose sends are completed by the test. */
final class ManualTransport implements Transport {

    final List<String> sent = new ArrayList<>();
    boolean synchronous;
    boolean canBlock;
    boolean failureMeansUndelivered;
    Throwable failingPing;
    Runnable throwing;
    Runnable onFirstSend;
    private Sent done;

    @Override
    public void send(String text, Sent newDone) {
        free();
        if (throwing != null) {
            throwing.run();
        }
        sent.add(text);
        if (onFirstSend != null) {
            Runnable action = onFirstSend;
            onFirstSend = null;
            action.run();
        }
        if (synchronous) {
            newDone.sent(null);
        } else {
            done = newDone;
        }
    }

    @Override
    public boolean canBlock() {
        return canBlock;
    }

    @Override
    public boolean failureMeansUndelivered() {
        return failureMeansUndelivered;
    }

    @Override
    public void ping(Sent newDone) {
        free();
        sent.add("<ping>");
        newDone.sent(failingPing);
    }

    @Override
    public void close(int code, String reason) {
        sent.add("<close " + code + " " + reason + ">");
    }

    void complete() {
        Sent completed = done;
        done = null;
        completed.sent(null);
    }

    void completeAll() {
        while (done != null) {
            complete();
        }
    }

    void fail(Throwable failure) {
        Sent completed = done;
        done = null;
        completed.sent(failure);
    }

    private void free() {
        if (done != null) {
            throw new AssertionError("sent while another message was being sent");
        }
    }
}
