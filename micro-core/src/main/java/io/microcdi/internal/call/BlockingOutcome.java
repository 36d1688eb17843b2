package io.microcdi.internal.call;

import java.lang.reflect.Type;
import java.util.concurrent.locks.LockSupport;

import io.microcdi.error.CallAbortedException;
import io.microcdi.error.MicroException;
import io.microcdi.internal.concurrent.Timer;

/** The outcome of a call for which a thread waits. The thread is woken directly, and binds the answer itself. */
public final class BlockingOutcome implements Outcome {

    private final Thread waiter = Thread.currentThread();
    private final Timer timer;
    private String json;
    private MicroException failure;
    private volatile boolean done;

    /** Makes an outcome for which the current thread waits. */
    public BlockingOutcome(Timer timer) {
        this.timer = timer;
    }

    @Override
    public void succeeded(String answer) {
        json = answer;
        done = true;
        LockSupport.unpark(waiter);
    }

    private boolean isOver() {
        return done;
    }

    @Override
    public void failed(MicroException reason) {
        failure = reason;
        done = true;
        LockSupport.unpark(waiter);
    }

    /**
     * Waits for the result. An interrupt aborts the call, and the method then throws an exception for the interrupt. It
     * clears the thread's interrupt status, so that the next call of this thread works.
     *
     * @param onInterrupt aborts the call
     */
    @SuppressWarnings("unchecked") // the codec returns what the type says
    public <T> T await(ResponseDecoder answers, Type type, Runnable onInterrupt) {
        boolean interrupted = false;
        while (!done) {
            timer.park(this, this::isOver, Long.MAX_VALUE);
            if (Thread.interrupted()) {
                interrupted = true;
                onInterrupt.run();
            }
        }
        if (interrupted && !(failure instanceof CallAbortedException)) {
            // the interrupt came too late to abort the call: keep it in the thread's interrupt status
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            // another thread made this exception: its trace must show the thread that called
            failure.setStackTrace(Thread.currentThread().getStackTrace());
            throw failure;
        }
        return (T) answers.read(json, type);
    }
}
