package io.microcdi.internal.call;

import io.microcdi.internal.address.InstanceKey;

/** What a call tells the breakers of the instances that it tried; nothing where its address was given: it has no choice. */
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
