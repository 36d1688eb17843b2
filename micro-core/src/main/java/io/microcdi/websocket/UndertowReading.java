package io.microcdi.websocket;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How Undertow reads: of its own classes, which an application on WildFly cannot name. */
final class UndertowReading {

    /** That of one Undertow, as there mostly is; kept here, since a server's class must not keep what is an application's. */
    private static volatile UndertowReading known;

    private final ClassLoader loader;
    private final Class<?> listener;
    private final Method setter;
    private final Method set;
    private final Method receive;
    private final Method isFinal;
    private final Method kind;
    private final Map<Object, Method> handlers = new HashMap<>();
    private final Method failed;
    private final Field masker;
    private final Field key;
    private final Field parts;
    private final Field length;
    private final Method bytes;
    private final Field part;

    private UndertowReading(ClassLoader loader) throws ReflectiveOperationException {
        this.loader = loader;
        Class<?> channel = named("io.undertow.websockets.core.WebSocketChannel");
        Class<?> frame = named("io.undertow.websockets.core.StreamSourceFrameChannel");
        Class<?> receiver = named("io.undertow.websockets.core.AbstractReceiveListener");
        listener = named("org.xnio.ChannelListener");
        setter = channel.getMethod("getReceiveSetter");
        set = named("org.xnio.ChannelListener$Setter").getMethod("set", listener);
        receive = channel.getMethod("receive");
        isFinal = frame.getMethod("isFinalFragment");
        kind = frame.getMethod("getType");
        for (String name : new String[] { "Binary", "Text", "Ping", "Pong", "Close" }) {
            Method handler = receiver.getDeclaredMethod("on" + name, channel, frame);
            handler.setAccessible(true);
            handlers.put(kind.getReturnType().getField(name.toUpperCase(Locale.ROOT)).get(null), handler);
        }
        failed = receiver.getDeclaredMethod("onError", channel, Throwable.class);
        failed.setAccessible(true);
        masker = Fields.field(frame, "masker");
        key = Fields.field(masker.getType(), "maskingKey");
        parts = Fields.field(frame, "pendingFrameData");
        length = Fields.field(frame, "frameDataRemaining");
        part = Fields.field(named(parts.getDeclaringClass().getName() + "$FrameData"), "frameData");
        bytes = named("io.undertow.connector.PooledByteBuffer").getMethod("getBuffer");
    }

    /**
     * That of the Undertow that a class loader knows.
     *
     * @throws ReflectiveOperationException if it reads in another way
     * @throws RuntimeException if that must not be reached
     */
    static UndertowReading of(ClassLoader loader) throws ReflectiveOperationException {
        UndertowReading reading = known;
        if (reading == null || reading.loader != loader) {
            reading = new UndertowReading(loader);
            known = reading;
        }
        return reading;
    }

    private Class<?> named(String name) throws ClassNotFoundException {
        return Class.forName(name, true, loader);
    }

    /** Has something else told of what a channel has read. */
    void listen(Object channel, InvocationHandler told) throws ReflectiveOperationException {
        set.invoke(setter.invoke(channel),
                Proxy.newProxyInstance(listener.getClassLoader(), new Class<?>[] { listener }, told));
    }

    /** The next frame that has begun to come; {@code null} if none has. */
    Object receive(Object channel) throws Throwable {
        return Unwrapped.call(receive, channel);
    }

    /** Takes the mask off a frame that is a whole message and has come as a whole; leaves others to Undertow. */
    void unmask(Object frame) throws ReflectiveOperationException {
        Object mask = masker.get(frame);
        Collection<?> come = (Collection<?>) parts.get(frame);
        // a message's further frames would be read with the mask that was taken away from the first
        if (mask == null || come.size() != 1 || !(boolean) isFinal.invoke(frame)) {
            return;
        }
        ByteBuffer payload = (ByteBuffer) bytes.invoke(part.get(come.iterator().next()));
        if (payload.remaining() == length.getLong(frame)) {
            int word = ByteBuffer.wrap((byte[]) key.get(mask)).getInt();
            Masks.move(payload.duplicate(), payload.remaining(), payload.duplicate(), word);
            masker.set(frame, null);
        }
    }

    /** Has Undertow's own receiver do with a frame what it does. */
    void handle(Object handling, Object channel, Object frame) throws Throwable {
        Unwrapped.call(handlers.get(Unwrapped.call(kind, frame)), handling, channel, frame);
    }

    /** Tells Undertow's own receiver of a broken frame or socket. */
    void fail(Object handling, Object channel, IOException failure) throws Throwable {
        Unwrapped.call(failed, handling, channel, failure);
    }
}
