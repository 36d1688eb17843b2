package io.microcdi.it.app;

import java.nio.ByteBuffer;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Sends back what came, as the server reads and writes it: nothing of ours is between. */
@ServerEndpoint("/mirror")
public class Mirror {

    private static final int MAX_MESSAGE = 32 << 20;

    /** Called for a text. */
    @OnMessage(maxMessageSize = MAX_MESSAGE)
    public String text(String text) {
        return text;
    }

    /** Called for bytes. */
    @OnMessage(maxMessageSize = MAX_MESSAGE)
    public ByteBuffer bytes(ByteBuffer bytes) {
        return bytes;
    }
}
