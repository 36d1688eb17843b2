package io.microcdi.websocket;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;

/** Takes the masks off what a client sends before Tomcat does: byte by byte, counting them in a volatile field. */
final class TomcatUnmasking implements InvocationHandler {

    private static final String UNMASKING = "org.apache.tomcat.websocket.WsFrameBase$UnmaskTransformation";

    private final Object tomcat;
    private final Object frame;
    private final ByteBuffer input;
    private final byte[] mask;
    private final Field maskIndex;
    private final Field length;
    private final Field written;

    private TomcatUnmasking(Object tomcat, Object frame) throws ReflectiveOperationException {
        this.tomcat = tomcat;
        this.frame = frame;
        this.input = (ByteBuffer) Fields.value(frame, "inputBuffer");
        this.mask = (byte[]) Fields.value(frame, "mask");
        this.maskIndex = Fields.field(frame.getClass(), "maskIndex");
        this.length = Fields.field(frame.getClass(), "payloadLength");
        this.written = Fields.field(frame.getClass(), "payloadWritten");
    }

    /**
     * For a session that was opened just now.
     *
     * @param frame what parses the frames of a session
     * @throws ReflectiveOperationException if this Tomcat does that in another way
     * @throws RuntimeException if it must not be reached
     */
    static void use(Object frame) throws ReflectiveOperationException {
        Field field = Fields.field(frame.getClass(), "transformation");
        Object tomcat = field.get(frame);
        if (tomcat.getClass().getName().equals(UNMASKING)) {
            Class<?> type = field.getType();
            field.set(frame, Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                    new TomcatUnmasking(tomcat, frame)));
        }
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("getMoreData")) {
            move((ByteBuffer) arguments[arguments.length - 1]);
        }
        // finds nothing left to do, and says how far the frame is
        return Unwrapped.call(method, tomcat, arguments);
    }

    private void move(ByteBuffer to) throws ReflectiveOperationException {
        long before = written.getLong(frame);
        long left = Math.max(0, length.getLong(frame) - before);
        int count = (int) Math.min(left, Math.min(input.remaining(), to.remaining()));
        int index = maskIndex.getInt(frame);
        int key = Integer.rotateLeft(ByteBuffer.wrap(mask).getInt(), index * Byte.SIZE);
        Masks.move(input, count, to, key);
        maskIndex.setInt(frame, (index + count) % mask.length);
        written.setLong(frame, before + count);
    }
}
