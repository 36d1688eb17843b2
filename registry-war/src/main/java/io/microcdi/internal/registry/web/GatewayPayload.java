package io.microcdi.internal.registry.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;

import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonSyntaxException;
import io.microcdi.internal.wire.WireLimits;

/** The payload of a request to the gateway: one JSON value in UTF-8, checked but not bound. */
final class GatewayPayload {

    private GatewayPayload() {
    }

    /**
     * Refuses a request whose content type is not JSON. An HTML form cannot send this type. A page must therefore send
     * a preflight request first, and a page of a forbidden origin is refused there.
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
     * Reads a payload.
     *
     * @param limits the bounds of the payload
     * @return the JSON text; {@code null} if the body is empty
     * @throws GatewayRefusal with 400
     */
    static String of(byte[] body, WireLimits limits) {
        if (body.length == 0) {
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString().strip();
            JsonScanner scanner = new JsonScanner(limits);
            scanner.reset(text);
            scanner.skipValue();
            scanner.expectEnd();
            if (scanner.violation() != null) {
                throw new GatewayRefusal(400, "the body exceeds a limit: " + scanner.violation());
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new GatewayRefusal(400, "the body is not UTF-8");
        } catch (JsonSyntaxException e) {
            throw new GatewayRefusal(400, "the body is not JSON: " + e.getMessage());
        }
    }
}
