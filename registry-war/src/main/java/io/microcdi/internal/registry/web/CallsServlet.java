package io.microcdi.internal.registry.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.registry.CallEdge;
import io.microcdi.internal.registry.CallNumbers;

/** Serves {@code GET /api/calls}: who calls whom, as nodes report with their heartbeats. */
public final class CallsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** The most pairs of namespaces in an answer. */
    private static final int MAX_EDGES = 1_000;
    private static final int DIGITS = 4;

    private transient JsonGeneratorFactory json;

    /** Called by the container. */
    public CallsServlet() {
    }

    @Override
    public void init() {
        json = Json.createGeneratorFactory(Map.of());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Attributes attributes = Attributes.of(getServletContext());
        String namespace = request.getParameter("namespace");
        List<CallEdge> edges = attributes.registry().calls(AccessFilter.identity(request).visible()::contains).stream()
                .filter(edge -> namespace == null || edge.from().equals(namespace) || edge.to().equals(namespace))
                .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.createGenerator(
                new AsciiWriter(new OutputStreamWriter(bytes, StandardCharsets.US_ASCII)))) {
            out.writeStartObject().writeStartArray("edges");
            edges.stream().limit(MAX_EDGES).forEach(edge -> write(out, edge));
            out.writeEnd();
            if (edges.size() > MAX_EDGES) {
                out.write("more", true);
            }
            out.writeEnd();
        }
        Replies.secure(response);
        response.setContentType("application/json");
        String tag = ConsoleFiles.tagOf(bytes.toByteArray());
        response.setHeader("ETag", tag);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        } else {
            SlowReply.write(request, response, bytes.toByteArray(), () -> {
            });
        }
    }

    /** Writes who calls whom. */
    static void write(JsonGenerator out, CallEdge edge) {
        out.writeStartObject().write("from", edge.from()).write("to", edge.to());
        write(out, edge.calls());
        out.write("reportedBy", edge.byCaller() ? "caller" : "called").writeEnd();
    }

    /** Writes the numbers of calls, as a member of an object. */
    static void write(JsonGenerator out, CallNumbers calls) {
        out.writeStartObject("calls").write("rate", rounded(calls.rate())).write("failed", rounded(calls.failed()))
                .write("p50", rounded(calls.p50())).write("p99", rounded(calls.p99())).writeEnd();
    }

    private static BigDecimal rounded(double number) {
        return BigDecimal.valueOf(number).round(new MathContext(DIGITS));
    }
}
