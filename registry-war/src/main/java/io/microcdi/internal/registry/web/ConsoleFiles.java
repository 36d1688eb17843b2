package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.servlet.ServletContext;

/**
 * The files of the console, which are in {@code WEB-INF/page/console} and are read once. Their scripts get all data
 * from the HTTP API ({@link ApiJson}). A path leads to a file only if it is the whole path of one, so that no path
 * leads out of the folder. Immutable.
 */
final class ConsoleFiles {

    private static final String PAGE = "/WEB-INF/page/index.html";
    private static final String FOLDER = "/WEB-INF/page/console/";
    /** Not {@code /console/}, which WildFly redirects to its own console, also on the port of the applications. */
    private static final String ASSETS = "/assets/";
    private static final Map<String, String> TYPES = Map.of("html", "text/html", "css", "text/css", "js",
            "text/javascript", "txt", "text/plain");

    private final Map<String, Asset> files = new TreeMap<>();

    /** A file. Immutable. */
    static final class Asset {

        private final byte[] bytes;
        private final String type;
        private final String tag;

        private Asset(byte[] bytes, String type) {
            this.bytes = bytes;
            this.type = type;
            this.tag = tagOf(bytes);
        }

        /** Returns its media type. */
        String type() {
            return type;
        }

        /** Returns the entity tag of its content. */
        String tag() {
            return tag;
        }

        /** Returns its content, which nobody may change. */
        byte[] bytes() {
            return bytes;
        }
    }

    ConsoleFiles(ServletContext context) throws IOException {
        put(context, "/", PAGE);
        Set<String> paths = context.getResourcePaths(FOLDER);
        if (paths == null) {
            throw new IOException(FOLDER + " is not in the archive");
        }
        for (String path : paths) {
            put(context, ASSETS + path.substring(FOLDER.length()), path);
        }
    }

    private void put(ServletContext context, String path, String resource) throws IOException {
        String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        try (InputStream in = context.getResourceAsStream(resource)) {
            if (in == null || type == null) {
                throw new IOException(resource + (in == null ? " is not in the archive" : " has no known type"));
            }
            files.put(path, new Asset(in.readAllBytes(), type));
        }
    }

    /**
     * Returns a file.
     *
     * @param path the path below the context; empty for the page
     * @return the file, or {@code null} if there is none
     */
    Asset get(String path) {
        return files.get(path.isEmpty() ? "/" : path);
    }

    /** Returns the entity tag of a content. */
    static String tagOf(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has SHA-256
        }
    }
}
