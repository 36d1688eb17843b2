package io.microcdi.internal.call;

import io.microcdi.internal.address.InstanceKey;

/**
 * Reports the results of a call's attempts to the breakers. A call to a fixed address reports nothing, because it
 * cannot choose another instance.
 */
record InstanceHealth(Breakers breakers, CallRequest request) {

    void succeeded(InstanceKey key) {
        if (request.fixed() == null) {
            breakers.succeeded(request.namespace(), key);
        }
    }

    void failed(InstanceKey key) {
        if (request.fixed() == null) {
            breakers.failed(request.namespace(), key);
        }
    }

    void refused(InstanceKey key) {
        if (request.fixed() == null) {
            breakers.refused(request.namespace(), key);
        }
    }

    void released(InstanceKey key) {
        if (request.fixed() == null) {
            breakers.released(request.namespace(), key);
        }
    }
}
