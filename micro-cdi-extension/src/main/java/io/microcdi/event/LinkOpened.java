package io.microcdi.event;

import io.microcdi.MicroPeer;

/** A link to another node is open, whoever dialled it. */
public record LinkOpened(MicroPeer peer) {
}
