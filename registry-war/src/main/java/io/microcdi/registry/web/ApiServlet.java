package io.microcdi.registry.web;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;

/** {@code /api/namespaces}, what is registered, and {@code /api/status}, that the registry is there. */
public final class ApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private transient JsonGeneratorFactory json;

    /** Made by the container. */
    public ApiServlet() {
    }

    @Override
    public void init() {
        json = Json.createGeneratorFactory(Map.of());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Attributes attributes = Attributes.of(getServletContext());
        List<NamespaceView> namespaces = attributes.registry().namespaces();
        switch (String.valueOf(request.getPathInfo())) {
            case "/namespaces" -> {
                try (JsonGenerator out = generator(response)) {
                    writeNamespaces(out, namespaces);
                }
            }
            case "/status" -> {
                try (JsonGenerator out = generator(response)) {
                    writeStatus(out, attributes.started(), namespaces);
                }
            }
            default -> Replies.text(response, HttpServletResponse.SC_NOT_FOUND,
                    "nothing here: expected /api/namespaces or /api/status");
        }
    }

    private JsonGenerator generator(HttpServletResponse response) throws IOException {
        Replies.secure(response);
        response.setContentType("application/json");
        return json.createGenerator(response.getWriter());
    }

    private static void writeStatus(JsonGenerator out, Instant started, List<NamespaceView> namespaces) {
        int instances = namespaces.stream().mapToInt(namespace -> namespace.instances().size()).sum();
        out.writeStartObject().write("status", "ok")
                .write("uptime", Duration.between(started, Instant.now()).toSeconds())
                .write("namespaces", namespaces.size()).write("instances", instances).writeEnd();
    }

    /** With the time it was read at, so that the page needs no clock that agrees with this one. */
    private static void writeNamespaces(JsonGenerator out, List<NamespaceView> namespaces) {
        out.writeStartObject().write("now", Instant.now().toString()).writeStartArray("namespaces");
        for (NamespaceView namespace : namespaces) {
            out.writeStartObject().write("name", namespace.name()).writeStartArray("instances");
            namespace.instances().forEach(instance -> writeInstance(out, instance));
            out.writeEnd().writeEnd();
        }
        out.writeEnd().writeEnd();
    }

    private static void writeInstance(JsonGenerator out, InstanceView instance) {
        out.writeStartObject().write("key", instance.key()).write("host", instance.host())
                .write("port", instance.port()).write("path", instance.path())
                .write("since", instance.since().toString())
                .write("lastHeartbeat", instance.heartbeat().toString()).writeEnd();
    }
}
