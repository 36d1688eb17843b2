package io.microcdi.websocket;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;

import jakarta.websocket.Session;

/** What is needed of Undertow's own classes, which an application on WildFly cannot name. Public there, but for {@code flushSenders}. */
final class UndertowMethods {

    private static final MethodHandles.Lookup PUBLIC = MethodHandles.publicLookup();

    /** That of one Undertow, as there mostly is; kept here, since a server's class must not keep what is an application's. */
    private static volatile UndertowMethods known;

    private final Class<?> session;
    private final Class<?> listener;
    private final Object text;
    private final Object binary;
    private final MethodHandle open;
    private final MethodHandle bytes;
    private final MethodHandle fill;
    private final MethodHandle end;
    private final MethodHandle flush;
    private final MethodHandle isOpen;
    private final MethodHandle isWritten;
    private final MethodHandle writeSetter;
    private final MethodHandle set;
    private final MethodHandle resume;

    private UndertowMethods(Class<?> session) throws ReflectiveOperationException {
        this.session = session;
        Class<?> channel = named("io.undertow.websockets.core.WebSocketChannel");
        Class<?> kind = named("io.undertow.websockets.core.WebSocketFrameType");
        Class<?> frame = named("io.undertow.websockets.core.StreamSinkFrameChannel");
        Class<?> header = named("io.undertow.server.protocol.framed.SendFrameHeader");
        Class<?> pooled = named("io.undertow.connector.PooledByteBuffer");
        Class<?> buffer = named("io.undertow.util.ImmediatePooledByteBuffer");
        Class<?> setter = named("org.xnio.ChannelListener$Setter");
        listener = named("org.xnio.ChannelListener");
        text = kind.getField("TEXT").get(null);
        binary = kind.getField("BINARY").get(null);
        open = handle(channel.getMethod("send", kind), Object.class, Object.class, Object.class);
        bytes = MethodHandles.filterReturnValue(
                PUBLIC.unreflectConstructor(buffer.getConstructor(ByteBuffer.class))
                        .asType(methodType(pooled, ByteBuffer.class)),
                PUBLIC.unreflectConstructor(header.getConstructor(pooled)).asType(methodType(Object.class, pooled)));
        fill = MethodHandles.lookup().unreflectSetter(Fields.field(frame, "header"))
                .asType(methodType(void.class, Object.class, Object.class));
        end = handle(frame.getMethod("shutdownWrites"), void.class, Object.class);
        Method flushSenders = named("io.undertow.server.protocol.framed.AbstractFramedChannel")
                .getDeclaredMethod("flushSenders");
        flushSenders.setAccessible(true);
        flush = handle(flushSenders, void.class, Object.class);
        isOpen = handle(frame.getMethod("isOpen"), boolean.class, Object.class);
        isWritten = handle(frame.getMethod("flush"), boolean.class, Object.class);
        writeSetter = handle(frame.getMethod("getWriteSetter"), Object.class, Object.class);
        set = handle(setter.getMethod("set", listener), void.class, Object.class, Object.class);
        resume = handle(frame.getMethod("resumeWrites"), void.class, Object.class);
    }

    /**
     * Those of the Undertow that a session's class belongs to.
     *
     * @throws ReflectiveOperationException if it has others
     * @throws RuntimeException if one must not be reached
     */
    static UndertowMethods of(Class<?> session) throws ReflectiveOperationException {
        UndertowMethods methods = known;
        if (methods == null || methods.session != session) {
            methods = new UndertowMethods(session);
            known = methods;
        }
        return methods;
    }

    private Class<?> named(String name) throws ClassNotFoundException {
        return Class.forName(name, true, session.getClassLoader());
    }

    /** Applications cannot name the types. */
    private static MethodHandle handle(Method method, Class<?> result, Class<?> receiver, Class<?>... arguments)
            throws IllegalAccessException {
        return PUBLIC.unreflect(method).asType(methodType(result, receiver, arguments));
    }

    /** What a session writes to. */
    Object channel(Session opened) throws ReflectiveOperationException {
        return session.getMethod("getWebSocketChannel").invoke(opened);
    }

    /** The thread that a channel is read on. */
    Thread ioThread(Object channel) throws ReflectiveOperationException {
        return (Thread) channel.getClass().getMethod("getIoThread").invoke(channel);
    }

    /** Whether what is written to a channel must be masked. */
    boolean isClient(Object channel) throws ReflectiveOperationException {
        return (boolean) channel.getClass().getMethod("isClient").invoke(channel);
    }

    /** Queues whole frames, which Undertow takes for the header of one that has no payload. */
    Object queue(Object channel, ByteBuffer frames, boolean isBinary) throws IOException {
        try {
            Object frame = open.invokeExact(channel, isBinary ? binary : text);
            fill.invokeExact(frame, bytes.invokeExact(frames));
            end.invokeExact(frame);
            return frame;
        } catch (Throwable e) { // all that a method handle declares
            throw thrown(e);
        }
    }

    /** Writes what is queued, on the calling thread, as far as the socket takes it. */
    void flush(Object channel) throws IOException {
        try {
            flush.invokeExact(channel);
        } catch (Throwable e) { // all that a method handle declares
            throw thrown(e);
        }
    }

    /**
     * Whether a message has been written whole; not to be asked again if it has.
     *
     * @throws IOException if it will not be
     */
    boolean isWritten(Object frame) throws IOException {
        try {
            if (!(boolean) isOpen.invokeExact(frame)) {
                // Undertow says the same of one that was closed as of one that was written
                throw new IOException("the session was closed before the message was written");
            }
            return (boolean) isWritten.invokeExact(frame);
        } catch (Throwable e) { // all that a method handle declares
            throw thrown(e);
        }
    }

    /** Runs something whenever there is news of a message, at the latest when it has been written or cannot be. */
    void whenWritable(Object frame, Runnable action) throws IOException {
        InvocationHandler told = (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(action, arguments);
            }
            action.run();
            return null;
        };
        try {
            Object setter = writeSetter.invokeExact(frame);
            set.invokeExact(setter,
                    Proxy.newProxyInstance(listener.getClassLoader(), new Class<?>[] { listener }, told));
            resume.invokeExact(frame);
        } catch (Throwable e) { // all that a method handle declares
            throw thrown(e);
        }
    }

    private static IOException thrown(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return e instanceof IOException failed ? failed : new IOException(e);
    }
}
