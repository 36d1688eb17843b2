package io.microcdi.it.fuzz;

import java.util.List;
import java.util.Set;

/** The names of all fuzzers. Each has a method {@code fuzzerTestOneInput(byte[])}, and throws for a finding. */
public final class Fuzzers {

    /** The classes. The corpus of each is in a directory with its simple name. */
    public static final List<String> ALL = List.of("io.microcdi.internal.wire.FrameFuzz",
            "io.microcdi.internal.wire.BatchFuzz", "io.microcdi.internal.wire.TextFuzz",
            "io.microcdi.internal.wire.LogFuzz", "io.microcdi.internal.address.AddressFuzz",
            "io.microcdi.internal.node.HelloFuzz", "io.microcdi.internal.discovery.WatchFuzz",
            "io.microcdi.internal.json.PayloadFuzz", "io.microcdi.internal.link.CloseFuzz",
            "io.microcdi.internal.client.UrlFuzz", "io.microcdi.internal.websocket.AssemblerFuzz",
            "io.microcdi.internal.websocket.ServletFuzz", "io.microcdi.internal.se.UnmaskingFuzz",
            "io.microcdi.config.ConfigFuzz", "io.microcdi.internal.security.TokenFuzz",
            "io.microcdi.internal.security.ClaimsFuzz", "io.microcdi.internal.security.CertificateFuzz",
            "io.microcdi.internal.security.RequestFuzz", "io.microcdi.internal.registry.FindFuzz",
            "io.microcdi.internal.registry.MemberFuzz", "io.microcdi.internal.registry.MemberTextFuzz",
            "io.microcdi.internal.cluster.CodecFuzz", "io.microcdi.it.fuzz.ListenerFuzz",
            "io.microcdi.it.fuzz.GatewayFuzz", "io.microcdi.it.fuzz.ApiFuzz", "io.microcdi.it.fuzz.TerminalFuzz");

    /** Those that ask a server by sockets. They need milliseconds for an input. */
    public static final Set<String> BY_SOCKET = Set.of("ListenerFuzz", "GatewayFuzz", "ApiFuzz", "TerminalFuzz");

    private Fuzzers() {
    }
}
