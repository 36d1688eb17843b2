package io.microcdi.registry;

import io.microcdi.annotation.Experimental;

/** By which of its protocols an instance of the second dialect is called (wire, The second dialect); one of the first has none. */
@Experimental
public enum CallProtocol {
    /** What its own nodes call each other by. */
    WS,
    /** What it serves for those who come over HTTP. */
    HTTP
}
