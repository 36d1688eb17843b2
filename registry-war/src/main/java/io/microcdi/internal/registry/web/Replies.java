package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;

import io.microcdi.internal.websocket.HandshakeRate;
import io.microcdi.internal.websocket.ServletConnect;
import io.microcdi.internal.wire.Excerpts;

/** The parts that all answers share. */
final class Replies {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

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
        return isHandshake(request) && (HandshakeRate.concerns(path) || hasSegments(request, path))
                && path.chars().filter(c -> c == '/').count() <= attributes.registry().maxSegments();
    }

    /** Returns whether a path has the segments of an announcement, although no port is in its place: that is answered 400. */
    private static boolean hasSegments(HttpServletRequest request, String path) {
        return request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT && hasSegments(path);
    }

    /**
     * Returns whether a path has two segments or more, none of which is empty. An expression that repeats a group takes a
     * part of the stack for each segment, and a stranger chooses how many there are.
     */
    static boolean hasSegments(String path) {
        return path.startsWith("/") && path.indexOf('/', 1) > 0 && !path.contains("//") && !path.endsWith("/");
    }

    /** Answers 404, with the form of a valid address for a node whose address was wrong. */
    static void notFound(HttpServletRequest request, HttpServletResponse response) throws IOException {
        text(response, HttpServletResponse.SC_NOT_FOUND, isHandshake(request)
                ? "not found: a node connects to /{its host}/{its port}/{its namespace of one to eight segments}"
                : "not found");
    }

    /**
     * Returns whether a request only reads. Others are answered 405, with a text, because the pages of containers have none
     * of ours.
     */
    static boolean isReading(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean reading = READING.contains(request.getMethod());
        if (!reading) {
            notAllowed(request, response, "GET, HEAD");
        }
        return reading;
    }

    /** Answers 405 with the methods that a path takes. */
    static void notAllowed(HttpServletRequest request, HttpServletResponse response, String allowed)
            throws IOException {
        response.setHeader("Allow", allowed);
        text(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                "method " + Excerpts.of(request.getMethod()) + ": expected " + allowed);
    }

    static void text(HttpServletResponse response, int status, String message) throws IOException {
        response.setStatus(status);
        secure(response);
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setContentType("text/plain");
        response.getWriter().println(message);
    }
}
