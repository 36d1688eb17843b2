package io.microcdi.internal.call;

import java.lang.reflect.Type;
import java.util.concurrent.locks.LockSupport;

import io.microcdi.error.CallAbortedException;
import io.microcdi.error.MicroException;

/** A thread that waits. It is woken directly, and reads the answer itself. */
public final class BlockingOutcome implements Outcome {

    private final Thread waiter = Thread.currentThread();
    private String json;
    private MicroException failure;
    private volatile boolean done;

    /** An outcome for which this thread waits. */
    public BlockingOutcome() {
    }

    @Override
    public void succeeded(String answer) {
        json = answer;
        done = true;
        LockSupport.unpark(waiter);
    }

    @Override
    public void failed(MicroException reason) {
        failure = reason;
        done = true;
        LockSupport.unpark(waiter);
    }

    /**
     * Waits. An interrupt gives the call up; the exception is the interruption then, and the thread is not interrupted any
     * more, so that its next call works.
     *
     * @param onInterrupt gives the call up
     */
    @SuppressWarnings("unchecked") // the codec returns what the type says
    public <T> T await(ResponseDecoder answers, Type type, Runnable onInterrupt) {
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
                onInterrupt.run();
            }
        }
        if (interrupted && !(failure instanceof CallAbortedException)) {
            // it came too late to give the call up: nothing else tells of it
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            // made by whoever found the failure: the trace should lead to whoever called
            failure.setStackTrace(Thread.currentThread().getStackTrace());
            throw failure;
        }
        return (T) answers.read(json, type);
    }
}
