package io.microcdi.bench.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/** A socket in memory between two nodes. A message is received on the thread that sends it. */
final class Wire {

    private Wire() {
    }

    static void connect(Function<Transport, Receiver> dialler, Function<Transport, Receiver> acceptor) {
        End near = new End();
        End far = new End();
        near.other = far;
        far.other = near;
        near.receive(dialler.apply(near));
        far.receive(acceptor.apply(far));
    }

    private static final class End implements Transport {

        private final List<String> early = new ArrayList<>();
        private Receiver receiver;
        private End other;

        private synchronized void receive(Receiver newReceiver) {
            receiver = newReceiver;
            early.forEach(receiver::text);
        }

        private synchronized void arrived(String text) {
            if (receiver == null) {
                early.add(text);
            } else {
                receiver.text(text);
            }
        }

        @Override
        public void send(String text, Sent done) {
            other.arrived(text);
            done.sent(null);
        }

        @Override
        public void ping(Sent done) {
            done.sent(null);
        }

        @Override
        public void close(int code, String reason) {
            // nothing is under it
        }
    }
}
