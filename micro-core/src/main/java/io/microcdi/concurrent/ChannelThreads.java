package io.microcdi.concurrent;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.concurrent.ThreadFactory;

import org.jboss.logging.Logger;

/** The one group of channels of a node, made where one is asked for. Thread-safe. */
public final class ChannelThreads {

    private static final Logger LOG = Logger.getLogger(ChannelThreads.class);

    private final ThreadFactory threads;
    private final Timer timer;
    private boolean open = true;
    private PollingGroup polling;

    /** A group whose threads come from this factory, and whose timer sees to them. */
    public ChannelThreads(ThreadFactory threads, Timer timer) {
        this.threads = threads;
        this.timer = timer;
    }

    /** Gives a group again after it was closed. */
    public synchronized void open() {
        open = true;
    }

    /** The group; {@code null} while this is closed, and where none can be made. */
    public synchronized AsynchronousChannelGroup group() {
        if (polling == null && open) {
            try {
                polling = new PollingGroup(threads, timer);
            } catch (IOException e) {
                LOG.debugf(e, "no group of channels");
            }
        }
        return polling == null ? null : polling.group();
    }

    /** Ends the threads; a channel that does not close in a moment is closed. */
    public synchronized void close() {
        open = false;
        if (polling != null) {
            polling.close();
            polling = null;
        }
    }
}
