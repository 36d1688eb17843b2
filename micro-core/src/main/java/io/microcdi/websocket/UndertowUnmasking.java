package io.microcdi.websocket;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/**
 * Takes the masks off what a client sends before Undertow does: byte by byte, a third of what its I/O thread does for a
 * link. Stands in front of Undertow's own receiver of frames.
 */
final class UndertowUnmasking implements InvocationHandler {

    private static final Logger LOG = Logger.getLogger(UndertowUnmasking.class);

    private final UndertowReading undertow;
    private final Object handling;

    private UndertowUnmasking(UndertowReading undertow, Object handling) {
        this.undertow = undertow;
        this.handling = handling;
    }

    /** For a session that was opened just now. Without access everything works, only slower. */
    static void use(Session session) {
        if (UndertowSession.is(session)) {
            try {
                UndertowReading undertow = UndertowReading.of(session.getClass().getClassLoader());
                Object handling = Fields.value(session, "frameHandler");
                undertow.listen(Fields.value(session, "webSocketChannel"), new UndertowUnmasking(undertow, handling));
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "Undertow takes the masks off what is read");
            }
        }
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(this, arguments);
        }
        Object channel = arguments[0];
        try {
            Object frame = undertow.receive(channel);
            if (frame != null) {
                undertow.unmask(frame);
                undertow.handle(handling, channel, frame);
            }
        } catch (IOException e) {
            undertow.fail(handling, channel, e);
        }
        return null;
    }
}
