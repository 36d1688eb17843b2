package io.microcdi.websocket;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.Lock;

/** How Tomcat's server reads: of its own classes, which an application cannot name. */
final class TomcatSockets {

    /** Those of one connector, as there mostly is; kept here, since a server's class must not keep what is an application's. */
    private static volatile TomcatSockets known;

    private final Class<?> type;
    private final Method suspend;
    private final Method resume;
    private final Field state;
    private final Object suspended;
    private final Object waiting;
    private final Method lock;
    private final Method nio;
    private final Method take;
    private final Method put;
    private final Method process;
    private final Object readable;
    private final Object upgraded;
    private final Field endpoint;
    private final Method handler;
    private final Method handle;
    private final Object disconnected;
    private final Method close;
    private final Method readAgain;

    private TomcatSockets(Class<?> frame, Class<?> socket) throws ReflectiveOperationException {
        type = socket;
        suspend = frame.getMethod("suspend");
        resume = frame.getMethod("resume");
        state = Fields.field(frame, "readState");
        suspended = Fields.field(state.getType(), "SUSPENDED").get(null);
        waiting = Fields.field(state.getType(), "WAITING").get(null);
        lock = socket.getMethod("getLock");
        nio = socket.getMethod("getSocket");
        take = socket.getMethod("takeCurrentProcessor");
        Class<?> processor = named("org.apache.coyote.Processor");
        put = socket.getMethod("setCurrentProcessor", take.getReturnType());
        Class<?> event = named("org.apache.tomcat.util.net.SocketEvent");
        Class<?> wrapper = named("org.apache.tomcat.util.net.SocketWrapperBase");
        process = processor.getMethod("process", wrapper, event);
        readable = Fields.field(event, "OPEN_READ").get(null);
        upgraded = Fields.field(process.getReturnType(), "UPGRADED").get(null);
        endpoint = Fields.field(wrapper, "endpoint");
        handler = endpoint.getType().getMethod("getHandler");
        handle = handler.getReturnType().getMethod("process", wrapper, event);
        disconnected = Fields.field(event, "DISCONNECT").get(null);
        close = wrapper.getMethod("close");
        readAgain = socket.getMethod("registerReadInterest");
    }

    /**
     * Those of a session.
     *
     * @throws ReflectiveOperationException if this Tomcat reads in another way
     * @throws RuntimeException if that must not be reached
     */
    static TomcatSockets of(Object frame, Object socket) throws ReflectiveOperationException {
        TomcatSockets sockets = known;
        if (sockets == null || sockets.type != socket.getClass()) {
            sockets = new TomcatSockets(frame.getClass(), socket.getClass());
            known = sockets;
        }
        return sockets;
    }

    private Class<?> named(String name) throws ClassNotFoundException {
        return Class.forName(name, true, type.getClassLoader());
    }

    /** What Tomcat holds while it does anything with a socket. */
    Lock lock(Object socket) throws ReflectiveOperationException {
        return (Lock) lock.invoke(socket);
    }

    /** The channel of a socket; another connector than that of NIO has another one, which cannot be selected. */
    SelectableChannel channel(Object socket) throws ReflectiveOperationException {
        Object channel = nio.invoke(socket);
        return (SocketChannel) channel.getClass().getMethod("getIOChannel").invoke(channel);
    }

    /** Has Tomcat read nothing, and not look whether there is something, from the end of what it is doing. */
    void suspend(Object frame) throws ReflectiveOperationException {
        suspend.invoke(frame);
    }

    /** Has it read again. */
    void resume(Object frame) throws ReflectiveOperationException {
        resume.invoke(frame);
    }

    /** With the lock: says whether Tomcat has left the socket alone; then it is as if it read. */
    boolean takeOver(Object frame) throws ReflectiveOperationException {
        boolean left = state.get(frame) == suspended;
        if (left) {
            state.set(frame, waiting);
        }
        return left;
    }

    /** With the lock: does what Tomcat does with a socket that can be read, and says whether it stays open. */
    boolean process(Object socket) throws ReflectiveOperationException {
        Object processor = take.invoke(socket);
        if (processor == null) {
            return false;
        }
        try {
            return process.invoke(processor, socket, readable) == upgraded;
        } finally {
            put.invoke(socket, processor);
        }
    }

    /** With the lock: has Tomcat take down what it has for a socket that will not be read any more, and the socket. */
    void disconnect(Object socket) throws ReflectiveOperationException {
        handle.invoke(handler.invoke(endpoint.get(socket)), socket, disconnected);
        close.invoke(socket);
    }

    /** Has Tomcat look again whether there is something to be read. */
    void readAgain(Object socket) throws ReflectiveOperationException {
        readAgain.invoke(socket);
    }
}
