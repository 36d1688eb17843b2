package io.microcdi.websocket;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/**
 * Has Grizzly, below Tyrus, tell of what it has read on the thread that read it. It would wake a worker for each message,
 * which costs more than what is done there: a receiver never blocks. Only in a process without an application server,
 * where the threads are a link's or a node's own.
 */
final class GrizzlyIoThreads {

    private static final Logger LOG = Logger.getLogger(GrizzlyIoThreads.class);
    private static final String CLIENT = "org.glassfish.tyrus.container.grizzly.client.GrizzlyClientSocket";
    private static final String STRATEGY = "org.glassfish.grizzly.IOStrategy";
    private static final String SAME_THREAD = "org.glassfish.grizzly.strategies.SameThreadIOStrategy";

    private GrizzlyIoThreads() {
    }

    /**
     * For a session that Tyrus' client has opened, if Tyrus is the program's own. Servers have it, too, but Payara's own side of
     * such a session cannot stand an answer that comes at once: it loses the request that the session was made of.
     * Without access everything works, only slower.
     */
    static void use(Session session) {
        if (OwnTyrus.is(session)) {
            try {
                Object writer = Fields.value(OwnTyrus.protocol(session), "writer");
                Object transport = Fields.value(Fields.value(writer, "connection"), "transport");
                if (transport != sharedTransport(writer)) {
                    readOnSelectors(transport);
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "Grizzly's workers are told of what has been read");
            }
        }
    }

    /** The one that sessions of whoever asks for it have in common; {@code null} if nobody has. */
    private static Object sharedTransport(Object writer) throws ReflectiveOperationException {
        Class<?> client = Class.forName(CLIENT, false, writer.getClass().getClassLoader());
        return Fields.field(client, "transport").get(null);
    }

    private static void readOnSelectors(Object transport) throws ReflectiveOperationException {
        ClassLoader loader = transport.getClass().getClassLoader();
        Object strategy = Class.forName(SAME_THREAD, true, loader).getMethod("getInstance").invoke(null);
        transport.getClass().getMethod("setIOStrategy", Class.forName(STRATEGY, true, loader)).invoke(transport,
                strategy);
    }
}
