package io.microcdi.registry;

import io.microcdi.annotation.Experimental;

/**
 * The protocol by which an instance of the second dialect is called (wire, The second dialect). Instances of the first
 * dialect have no such choice.
 */
@Experimental
public enum CallProtocol {
    /** The protocol by which such nodes call each other. */
    WS,
    /** The protocol of the handlers for HTTP clients. */
    HTTP
}
