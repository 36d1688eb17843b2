package io.microcdi.config;

/** Decides which peers must prove who they are. */
public enum SecurityMode {
    /** All peers except those on this machine, which connect from a loopback address and through no proxy. */
    AUTO,
    /** No peer. The node checks proofs, and logs each peer and request that another mode would refuse. */
    PERMISSIVE,
    /** All peers, also those on this machine. */
    REQUIRED,
    /** No peer, and nothing is refused. */
    OFF
}
