package io.microcdi.internal.registry.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

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

    static boolean isHandshake(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
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
