package io.microcdi.bench.jmh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.microcdi.bench.load.Payload;
import io.microcdi.internal.json.CorrelatedPayload;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameReader;
import io.microcdi.internal.wire.FrameWriter;
import io.microcdi.internal.wire.WireLimits;

/** Measures reading and writing the envelope of an order of 100 bytes, with its correlation id. */
@State(Scope.Thread)
public class CodecBenchmark {

    private static final int BATCH = 32;

    private final FrameReader reader = new FrameReader(new WireLimits(64, 1_000, 100_000));
    private final List<Frame> frames = new ArrayList<>();
    private final String payload = Payload.SMALL.order().json();
    private final String correlated = CorrelatedPayload.inject(payload, "0b8dd2a4-6cf2-4a7e-8d4d-1f7a1c1f6e11");
    private final String request = FrameWriter.request(1_234_567, true, "\"/order\"", correlated, 9_999);
    private final String batch = Collections.nCopies(BATCH, request).toString();

    /** A request. */
    @Benchmark
    public Frame readRequest() {
        return reader.read(request);
    }

    /** One of 32 requests in a message. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int readRequestInBatch() {
        frames.clear();
        reader.readBatch(batch, frames);
        return frames.size();
    }

    /** The envelope of a request around its payload. */
    @Benchmark
    public String writeRequest() {
        return FrameWriter.request(1_234_567, true, "\"/order\"", correlated, 9_999);
    }

    /** The envelope of a result around its payload. */
    @Benchmark
    public String writeResult() {
        return FrameWriter.result(1_234_567, payload);
    }

    /** A correlation id put into a payload. */
    @Benchmark
    public String correlate() {
        return CorrelatedPayload.inject(payload, "0b8dd2a4-6cf2-4a7e-8d4d-1f7a1c1f6e11");
    }

    /** The correlation id found in a payload. */
    @Benchmark
    public String correlationId() {
        return CorrelatedPayload.idOf(correlated);
    }
}
