package io.microcdi.internal.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

import io.microcdi.RawJson;
import io.microcdi.error.RouteException;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.json.TrustedJson;
import io.microcdi.internal.node.Node;

/**
 * Answers {@code /-/openapi}, which a node serves whose application has a document {@code META-INF/micro/openapi.json} of at
 * most 1 MiB. The Maven plugin writes this document. It is read once, when the node is made. A document without a path of the
 * node's namespace belongs to another application, and the route answers 404.
 */
final class OpenApiRoute {

    private static final String RESOURCE = "META-INF/micro/openapi.json";
    private static final int MAX_BYTES = 1 << 20;

    private OpenApiRoute() {
    }

    /**
     * Registers the route if there is a valid document. An invalid one is logged.
     *
     * @param loader the class loader of the application; {@code null} for none
     */
    static void register(Node node, ClassLoader loader) {
        try (InputStream in = loader == null ? null : loader.getResourceAsStream(RESOURCE)) {
            if (in != null) {
                TrustedJson document = new TrustedJson(read(in.readNBytes(MAX_BYTES + 1)));
                AtomicBoolean logged = new AtomicBoolean();
                // the class path may have the document of another application, and the namespace may be set later
                node.registerOwnLong(Node.OPENAPI, context -> {
                    String routes = "\"" + new URI(null, null, "/call/" + node.namespace() + "/", null).toASCIIString();
                    if (document.text().contains(routes)) {
                        return document;
                    }
                    if (!logged.getAndSet(true)) {
                        StandaloneLog.LOG.documentNotServed(RESOURCE, "it has no path that begins with " + routes);
                    }
                    throw new RouteException(404, "the OpenAPI document is that of another namespace");
                });
            }
        } catch (IOException | PayloadException e) {
            StandaloneLog.LOG.documentNotServed(RESOURCE, e.getMessage());
        }
    }

    private static String read(byte[] bytes) throws IOException {
        if (bytes.length > MAX_BYTES) {
            throw new IOException("it is longer than " + MAX_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return PayloadCodec.withoutBinding().encode(new RawJson(text));
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8", e);
        }
    }
}
