package io.microcdi.testing;

import java.util.ArrayList;
import java.util.List;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/** A peer that is no node of ours: it says what the test writes, and keeps what it hears. */
public final class RawPeer implements Receiver {

    private final List<String> received = new ArrayList<>();
    private Transport transport;
    private Pipe pipe;
    private String closed = "";
    private Runnable onClosed = () -> {
    };

    /** Dials. */
    public static RawPeer dial(World world, String url) {
        RawPeer peer = new RawPeer();
        peer.pipe = world.network().open(url, peer);
        peer.transport = peer.pipe.dialler();
        return peer;
    }

    /** Dials with the header {@code Authorization}. */
    public static RawPeer dial(World world, String url, String authorization) {
        RawPeer peer = new RawPeer();
        peer.pipe = world.network().open(url, authorization, peer);
        peer.transport = peer.pipe.dialler();
        return peer;
    }

    /** Listens; the last link that was opened to it is its own. */
    public static RawPeer listen(World world, String address) {
        RawPeer peer = new RawPeer();
        world.network().listen(address, (transport, path, query) -> {
            peer.transport = transport;
            return peer;
        });
        return peer;
    }

    /** Sends a message. */
    public void send(String text) {
        transport.send(text, failure -> {
        });
    }

    /** Sends a request and returns what came back for it. */
    public String ask(int id, String url, String payload) {
        int before = received.size();
        send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"" + url + "\",\"data\":" + payload
                + "}}");
        return received.size() > before ? received.get(received.size() - 1) : null;
    }

    /** Closes its link. */
    public void close(int code, String reason) {
        transport.close(code, reason);
    }

    /** Runs an action when its link has closed. */
    public RawPeer onClosed(Runnable action) {
        onClosed = action;
        return this;
    }

    /** The socket, of one that dialled. */
    public Pipe pipe() {
        return pipe;
    }

    /** All messages that came. */
    public List<String> received() {
        return received;
    }

    /** The last message that came. */
    public String last() {
        return received.get(received.size() - 1);
    }

    /** The code and reason of its link's end; empty while it is open. */
    public String closed() {
        return closed;
    }

    @Override
    public void text(String message) {
        received.add(message);
    }

    @Override
    public void alive() {
        // nobody waits for it
    }

    @Override
    public void refuse(int code, String reason) {
        transport.close(code, reason);
    }

    @Override
    public void closed(int code, String reason) {
        closed = code + " " + reason;
        onClosed.run();
    }
}
