package io.microcdi.it.app;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** All that an application with a WebSocket is without anything of ours: says what it is told, and closes its sessions when it goes. */
@ServerEndpoint("/echo")
public class Echo {
    private static final Set<Session> OPEN = ConcurrentHashMap.newKeySet();

    @OnOpen
    public void opened(Session session) {
        OPEN.add(session);
    }

    /** The text of the message. */
    @OnMessage
    public String said(String text) {
        return text;
    }

    @OnClose
    public void closed(Session session) {
        OPEN.remove(session);
    }

    /** Servers differ in whether they close sessions themselves. */
    @WebListener
    public static class Closer implements ServletContextListener {
        @Override
        public void contextDestroyed(ServletContextEvent event) {
            for (Session session : OPEN) {
                try {
                    session.close(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "leaving"));
                } catch (IOException | IllegalStateException alreadyClosed) {
                    OPEN.remove(session);
                }
            }
        }
    }
}
