package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.registry.CallEdge;
import io.microcdi.internal.registry.CallNumbers;

/** Serves {@code GET /api/calls}: the calls between namespaces, as nodes report with their heartbeats. */
public final class CallsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** The most pairs of namespaces in an answer. */
    private static final int MAX_EDGES = 1_000;
    private static final int DIGITS = 4;

    /** Called by the container. */
    public CallsServlet() {
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (Replies.isReading(request, response)) {
            super.service(request, response);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (ApiQuery.refuses(request, response, List.of("namespace"))) {
            return;
        }
        Attributes attributes = Attributes.of(getServletContext());
        String namespace = request.getParameter("namespace");
        List<CallEdge> edges = attributes.registry().calls(AccessFilter.identity(request).visible()::contains).stream()
                .filter(edge -> namespace == null || edge.from().equals(namespace) || edge.to().equals(namespace))
                .toList();
        ApiQuery.answer(request, response, attributes.streams().json().text(out -> {
            out.writeStartObject().writeStartArray("edges");
            edges.stream().limit(MAX_EDGES).forEach(edge -> write(out, edge));
            out.writeEnd();
            if (edges.size() > MAX_EDGES) {
                out.write("more", true);
            }
            out.writeEnd();
        }));
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
