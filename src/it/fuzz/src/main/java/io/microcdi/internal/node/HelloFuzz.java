package io.microcdi.internal.node;

import java.util.List;

import io.microcdi.internal.route.IdempotentRoutes;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameReader;
import io.microcdi.internal.wire.WireLimits;
import io.microcdi.it.fuzz.Input;

/** The first frame of an acceptor: refused by {@link IllegalArgumentException}, or read again as the same. */
public final class HelloFuzz {

    private HelloFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        // as it comes: the frame was checked before
        Frame frame = new FrameReader(WireLimits.DEFAULT).read("{\"id\":0,\"mode\":0,\"data\":{\"url\":\"/-/hello\","
                + "\"data\":" + new Input(bytes).text() + "}}");
        if (frame instanceof Frame.Request request) {
            Input.timed(bytes.length, () -> check(request.payload()));
        }
    }

    private static void check(String payload) {
        Hello hello;
        try {
            hello = Hello.read(payload);
        } catch (IllegalArgumentException refused) {
            return;
        }
        hello.idempotent().test("/orders/7");
        Hello again = Hello.read(Hello.write(hello.info(), hello.namespace(), hello.maxMessage(),
                new IdempotentRoutes(List.of(), List.of()),
                hello.nonce(), hello.cluster()));
        Input.same(hello.info(), again.info(), "info");
        Input.same(hello.namespace(), again.namespace(), "namespace");
        Input.same(hello.maxMessage(), again.maxMessage(), "maxMessage");
        Input.same(hello.nonce(), again.nonce(), "nonce");
        Input.same(hello.cluster(), again.cluster(), "cluster");
    }
}
