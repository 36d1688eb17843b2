package io.microcdi.concurrent;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.ThreadFactory;

import org.jboss.logging.Logger;

/** The threads by which a node reads where a container lets it: made where one is asked for. Thread-safe. */
public final class ChannelThreads {

    private static final Logger LOG = Logger.getLogger(ChannelThreads.class);

    private final ThreadFactory threads;
    private final Timer timer;
    private boolean open = true;
    private PollingGroup polling;
    private ReadySockets sockets;

    /** Threads that come from this factory, and to which this timer sees. */
    public ChannelThreads(ThreadFactory threads, Timer timer) {
        this.threads = threads;
        this.timer = timer;
    }

    /** Begins again after it was closed. */
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

    /** Has one thread read a socket, with all others; {@code false}, and nothing, while this is closed and where there can be none. */
    public synchronized boolean read(SelectableChannel channel, ReadySocket socket) {
        if (sockets == null && open) {
            try {
                sockets = new ReadySockets(threads, timer);
            } catch (IOException e) {
                LOG.debugf(e, "no sockets are selected");
            }
        }
        if (sockets != null) {
            sockets.add(channel, socket);
        }
        return sockets != null;
    }

    /** Ends the threads; a channel that does not close in a moment is closed. */
    public synchronized void close() {
        open = false;
        if (polling != null) {
            polling.close();
            polling = null;
        }
        if (sockets != null) {
            sockets.close();
            sockets = null;
        }
    }
}
