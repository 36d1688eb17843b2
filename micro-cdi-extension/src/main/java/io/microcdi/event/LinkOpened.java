package io.microcdi.event;

import io.microcdi.MicroPeer;

/** Fired when a link to another node has opened. Either end may have dialled it. */
public record LinkOpened(MicroPeer peer) {
}
