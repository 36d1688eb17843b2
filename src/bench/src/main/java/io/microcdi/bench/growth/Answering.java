package io.microcdi.bench.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.microcdi.bench.memory.MemoryPeer;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/** The other end of a link in memory that answers each request at once, but those that it is to leave waiting. */
final class Answering {

    /** The route whose requests are left waiting. */
    static final String HELD = "/held";

    private final List<String> early = new ArrayList<>();
    private final String answer;
    private Receiver receiver;

    /** One that answers always the same. */
    Answering(String result) {
        answer = ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":" + result + "}}";
    }

    /** Connects it to a node, which may ask before it says who is given the answers. */
    void connect(Function<Transport, Receiver> node) {
        receiver = node.apply(new MemoryPeer(this::sent));
        early.forEach(receiver::text);
    }

    private void sent(String text) {
        if (text.contains(HELD)) {
            return;
        }
        // the id is the first member
        String answered = text.substring(0, text.indexOf(',')) + answer;
        if (receiver == null) {
            early.add(answered);
        } else {
            receiver.text(answered);
        }
    }
}
