package io.microcdi.websocket;

import java.util.function.Supplier;

import jakarta.websocket.WebSocketContainer;

/**
 * The container that a node dials by.
 *
 * @param container asked at the first dial and after it; must give the same one each time
 * @param own whether nobody else dials by it, so that it may be told what threads to read by
 */
public record ClientContainer(Supplier<WebSocketContainer> container, boolean own) {
}
