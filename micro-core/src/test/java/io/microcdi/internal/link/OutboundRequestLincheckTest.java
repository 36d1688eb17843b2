package io.microcdi.internal.link;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

import io.microcdi.internal.wire.Frame;

/**
 * All interleavings of the writer, the thread that reads, the alarm and the caller at one request: each behaves as if the
 * others had come before or after it, so that the request ends once, and an abort is sent only for one that was written.
 */
public class OutboundRequestLincheckTest {

    private final Request request = new Request();

    public OutboundRequestLincheckTest() {
        request.sendOn((ended, written) -> request.cancelled = written, 7);
    }

    /** The writer takes it. */
    @Operation
    public boolean write() {
        return request.markWritten();
    }

    /** The answer comes, the deadline passes, or the link closes. */
    @Operation
    public int end() {
        return request.end();
    }

    /** The caller gives it up. */
    @Operation
    public int cancel() {
        return request.cancel() ? request.cancelled : -1;
    }

    @Operation
    public boolean hasEnded() {
        return request.hasEnded();
    }

    @Operation
    public boolean isWritten() {
        return request.isWritten();
    }

    @Test
    void everyInterleavingIsOneOfTheTable() {
        new ModelCheckingOptions().threads(2).actorsPerThread(3).actorsBefore(0).actorsAfter(1).iterations(8)
                .invocationsPerIteration(Integer.getInteger("microcdi.interleavings", 60))
                .check(OutboundRequestLincheckTest.class);
    }

    private static final class Request extends OutboundRequest {

        private int cancelled = -2;

        Request() {
            super(0);
        }

        @Override
        protected void answered(Frame.Response response) {
            throw new AssertionError();
        }

        @Override
        protected void refused(int status, String message) {
            throw new AssertionError();
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            throw new AssertionError();
        }

        @Override
        protected void expired(boolean written) {
            throw new AssertionError();
        }
    }
}
