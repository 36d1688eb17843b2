package io.microcdi.internal.registry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.websocket.HandshakeRate;
import io.microcdi.internal.websocket.ServletConnect;

/** The parts that all answers share. */
final class Replies {

    private Replies() {
    }

    /** Sets headers by which browsers guess no content type, store nothing, and show the answer in no frame. */
    static void secure(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        response.setCharacterEncoding("UTF-8");
    }

    /** Returns whether a request calls itself a handshake. That alone says nothing about what becomes of it. */
    static boolean isHandshake(HttpServletRequest request) {
        return ServletConnect.isHandshake(request);
    }

    /**
     * Returns whether a request is a handshake about which {@link OriginFilter} decides: its path has the form of an
     * announcement.
     */
    static boolean isDecided(HttpServletRequest request, Attributes attributes) {
        String path = ServletConnect.below(request);
        return isHandshake(request) && HandshakeRate.concerns(path)
                && path.chars().filter(c -> c == '/').count() <= attributes.registry().maxSegments();
    }

    /** Answers 404, with the form of a valid address for a node whose address was wrong. */
    static void notFound(HttpServletRequest request, HttpServletResponse response) throws IOException {
        text(response, HttpServletResponse.SC_NOT_FOUND, isHandshake(request)
                ? "not found: a node connects to /{its host}/{its port}/{its namespace of one to eight segments}"
                : "not found");
    }

    static void text(HttpServletResponse response, int status, String message) throws IOException {
        response.setStatus(status);
        secure(response);
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setContentType("text/plain");
        response.getWriter().println(message);
    }
}
