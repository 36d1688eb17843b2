package io.microcdi.internal.standalone;

/** Stops a node or registry with a server of its own when the process ends, for example after SIGTERM. Thread-safe. */
public final class ShutdownHook {

    private final Runnable stop;
    private Thread thread;

    /** Makes a hook that is not in use yet. */
    public ShutdownHook(Runnable stop) {
        this.stop = stop;
    }

    /** Runs the action when the process ends, unless the hook is removed before. */
    public synchronized void add() {
        if (thread == null) {
            Thread added = new Thread(stop, "micro-shutdown");
            try {
                Runtime.getRuntime().addShutdownHook(added);
                thread = added;
            } catch (IllegalStateException ending) {
                StandaloneLog.LOG.debugf("started while the process ends: there is no hook");
            }
        }
    }

    /** Removes the hook. Without it, the process would keep the stopped node in memory. */
    public synchronized void remove() {
        if (thread != null && thread != Thread.currentThread()) {
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException ending) {
                StandaloneLog.LOG.debugf("stopped while the process ends");
            }
        }
        thread = null;
    }
}
