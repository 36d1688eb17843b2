package io.microcdi.internal.registry.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;

import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonSyntaxException;
import io.microcdi.internal.wire.WireLimits;

/** The payload of a gateway's request: one JSON value in UTF-8, checked but not bound. */
final class GatewayPayload {

    private GatewayPayload() {
    }

    /**
     * Refuses what is not said to be JSON. A form cannot send this type, so that a page has to ask first, and is refused
     * then.
     *
     * @throws GatewayRefusal with 415
     */
    static void checkType(HttpServletRequest request) {
        String type = request.getContentType();
        String bare = type == null ? "" : type.split(";", 2)[0].strip();
        if (!bare.equalsIgnoreCase("application/json")) {
            throw new GatewayRefusal(415, "Content-Type: expected application/json");
        }
    }

    /**
     * Reads it.
     *
     * @return {@code null} where there is none
     * @throws GatewayRefusal with 400
     */
    static String of(byte[] body) {
        if (body.length == 0) {
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString().strip();
            JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
            scanner.reset(text);
            scanner.skipValue();
            scanner.expectEnd();
            if (scanner.violation() != null) {
                throw new GatewayRefusal(400, "the body is too much: " + scanner.violation());
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new GatewayRefusal(400, "the body is not UTF-8");
        } catch (JsonSyntaxException e) {
            throw new GatewayRefusal(400, "the body is not JSON: " + e.getMessage());
        }
    }
}
