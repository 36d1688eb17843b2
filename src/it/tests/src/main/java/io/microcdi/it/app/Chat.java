package io.microcdi.it.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

/** An endpoint of the application's own, with as many segments as a node's has. */
@ServerEndpoint("/chat/{room}/{user}")
public class Chat {
    /** The text of the message. */
    @OnMessage
    public String said(String text, @PathParam("user") String user) {
        return "chat: " + text;
    }
}
