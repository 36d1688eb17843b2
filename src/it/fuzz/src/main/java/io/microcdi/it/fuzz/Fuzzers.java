package io.microcdi.it.fuzz;

import java.util.List;

/** The names of all fuzzers. Each has a method {@code fuzzerTestOneInput(byte[])}, and throws for a finding. */
public final class Fuzzers {

    /** The classes. The corpus of each is in a directory with its simple name. */
    public static final List<String> ALL = List.of("io.microcdi.internal.wire.FrameFuzz",
            "io.microcdi.internal.wire.BatchFuzz", "io.microcdi.internal.wire.TextFuzz",
            "io.microcdi.internal.address.AddressFuzz", "io.microcdi.internal.node.HelloFuzz",
            "io.microcdi.internal.discovery.WatchFuzz", "io.microcdi.internal.json.PayloadFuzz",
            "io.microcdi.internal.websocket.AssemblerFuzz", "io.microcdi.internal.se.UnmaskingFuzz",
            "io.microcdi.config.ConfigFuzz",
            "io.microcdi.internal.security.TokenFuzz", "io.microcdi.internal.security.RequestFuzz",
            "io.microcdi.internal.registry.FindFuzz");

    private Fuzzers() {
    }
}
