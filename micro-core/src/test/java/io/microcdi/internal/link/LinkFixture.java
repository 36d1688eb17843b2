package io.microcdi.internal.link;

import java.util.ArrayList;
import java.util.List;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.Loop;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestTimer;

/** A link whose other end is written by the test, as text. */
final class LinkFixture implements LinkHandler {

    static final PeerInfo PLAIN = PeerInfo.NONE;
    static final PeerInfo VERSIONED = PeerInfo.of("their-id", "errors", "", "ws");

    final TestTimer timer = new TestTimer();
    final Loop loop = new Loop();
    final Pipe pipe = new Pipe(loop);
    final LinkCounters counters = new LinkCounters();
    final List<Frame.Request> requests = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    final Link link;

    LinkFixture(PeerInfo info, LinkLimits limits) {
        InstanceKey key = InstanceKey.of("10.0.0.7", 9000, "");
        PeerState peer = new PeerState(new Announcement(key, "payments", info), true, limits.maxMessage());
        link = new Link(pipe.dialler(), peer, this, limits, timer, IoExecutors.all(loop), counters);
        pipe.dialler().receiver(link);
        pipe.acceptor().receiver(new Silence());
    }

    LinkFixture(PeerInfo info) {
        this(info, Limits.DEFAULT);
    }

    /** Sends a request with a deadline of ten seconds. */
    Call request() {
        Call call = new Call(timer.nanoTime() + 10_000_000_000L);
        link.request("\"/x\"", "1", call);
        return call;
    }

    /** The messages that this side sent. */
    List<String> sent() {
        return pipe.dialler().sent();
    }

    String lastSent() {
        return sent().get(sent().size() - 1);
    }

    @Override
    public void request(Link from, Frame.Request request) {
        requests.add(request);
    }

    @Override
    public void closed(Link which, int code, String reason) {
        closed.add(code + " " + reason);
    }

    /** The other end says nothing by itself. */
    private static final class Silence implements Receiver {

        @Override
        public void text(String message) {
            // kept by the pipe
        }

        @Override
        public void alive() {
            // nobody asked
        }

        @Override
        public void refuse(int code, String reason) {
            throw new AssertionError(code + " " + reason);
        }

        @Override
        public void closed(int code, String reason) {
            // kept by the pipe
        }
    }
}
