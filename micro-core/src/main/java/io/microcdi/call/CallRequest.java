package io.microcdi.call;

import io.microcdi.config.CallSettings;
import io.microcdi.error.CallDetails;
import io.microcdi.json.CorrelatedPayload;
import io.microcdi.wire.JsonText;

/**
 * What is called. Made once for all attempts of a call, so that a retry keeps the correlation id.
 *
 * @param quotedUrl the url as JSON text
 * @param payload JSON text with the correlation id in it
 * @param bare the same without it, for the second dialect, whose arguments are positional
 * @param deadline in the timer's nanoseconds
 */
record CallRequest(String namespace, String url, String quotedUrl, String payload, String bare,
        CallSettings settings, long deadline) {

    static CallRequest of(String namespace, String url, String bare, String correlationId, CallSettings settings,
            long deadline) {
        return new CallRequest(namespace, url, JsonText.quote(url), CorrelatedPayload.inject(bare, correlationId), bare,
                settings, deadline);
    }

    CallDetails details() {
        return new CallDetails(namespace, url, null, CorrelatedPayload.idOf(payload));
    }
}
