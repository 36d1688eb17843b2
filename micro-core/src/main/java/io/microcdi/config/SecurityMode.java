package io.microcdi.config;

/** Decides which peers must prove who they are. */
public enum SecurityMode {
    /** All peers except those on this machine, which connect from a loopback address and through no proxy. */
    AUTO,
    /** No peer. A proof is checked, and what would be refused is logged. */
    PERMISSIVE,
    /** All peers, also those on this machine. */
    REQUIRED,
    /** No peer, and nothing is refused. */
    OFF
}
