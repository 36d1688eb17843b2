package io.microcdi.websocket;

import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.Lock;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.concurrent.ChannelThreads;
import io.microcdi.concurrent.ReadySocket;

/**
 * Has a thread of the node read a socket of Tomcat's server, and do all that Tomcat does with what it has read. Tomcat has one
 * thread that learns of it and wakes another one that reads, which then asks the first to look again: three times as much as what is
 * to be done for most messages.
 */
final class TomcatServerReading implements ReadySocket {

    private static final Logger LOG = Logger.getLogger(TomcatServerReading.class);

    private final TomcatSockets tomcat;
    private final Object frame;
    private final Object socket;
    private final Lock lock;
    private boolean begun;

    private TomcatServerReading(TomcatSockets tomcat, Object frame, Object socket) throws ReflectiveOperationException {
        this.tomcat = tomcat;
        this.frame = frame;
        this.socket = socket;
        this.lock = tomcat.lock(socket);
    }

    /**
     * For a session that is being opened, by the thread of Tomcat that does so.
     *
     * @throws ReflectiveOperationException if this Tomcat reads in another way
     * @throws RuntimeException if that must not be reached
     */
    static void use(Session session, ChannelThreads threads) throws ReflectiveOperationException {
        Object frame = Fields.value(session, "wsFrame");
        Object socket = Fields.value(frame, "socketWrapper");
        TomcatSockets tomcat = TomcatSockets.of(frame, socket);
        TomcatServerReading reading = new TomcatServerReading(tomcat, frame, socket);
        SelectableChannel channel = tomcat.channel(socket);
        tomcat.suspend(frame);
        // Tomcat's thread has the lock until it has left the socket alone
        if (!threads.read(channel, reading)) {
            tomcat.resume(frame);
        }
    }

    @Override
    public boolean read() {
        lock.lock();
        try {
            boolean open = processed();
            if (!open) {
                end();
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    private boolean processed() {
        try {
            begun = begun || tomcat.takeOver(frame);
            return begun && tomcat.process(socket);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "a socket of Tomcat cannot be read");
            return false;
        }
    }

    private void end() {
        try {
            if (begun) {
                tomcat.disconnect(socket);
            } else {
                tomcat.resume(frame);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "a socket of Tomcat cannot be given back");
        }
    }

    @Override
    public void giveBack() {
        lock.lock();
        try {
            tomcat.readAgain(socket);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "a socket of Tomcat cannot be given back");
        } finally {
            lock.unlock();
        }
    }
}
