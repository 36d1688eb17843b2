package io.microcdi.it;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.ToIntBiFunction;

/**
 * The report of the witness in the server, after a garbage collection.
 *
 * @param counts
 *        how many there are of each thing, by its kind and name, as {@code threads.Timer-#}
 */
record ServerState(Map<String, Integer> counts) {
    private static final URI WITNESS = Server.url("/witness/left");

    static ServerState look() throws IOException, InterruptedException {
        Properties properties = new Properties();
        properties.load(new StringReader(ask(WITNESS)));
        Map<String, Integer> counts = new TreeMap<>();
        properties.forEach((name, count) -> counts.put((String) name, Integer.valueOf((String) count)));
        return new ServerState(counts);
    }

    /** Writes the server's heap to a file that does not exist yet. */
    static void dumpHeap(Path file) throws IOException, InterruptedException {
        ask(URI.create(WITNESS + "?dump=" + URLEncoder.encode(file.toString(), StandardCharsets.UTF_8)));
    }

    private static String ask(URI url) throws IOException, InterruptedException {
        HttpResponse<String> answer = Http.get(url);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("the witness answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    /** Class loaders of an application, by its context path, that are still there. */
    int loaders(String path) {
        return counts.getOrDefault("loaders." + path, 0);
    }

    /**
     * Returns the things of which there are more than before, and more than allowed.
     *
     * @param allowed
     *        how many more of a thing there may be, by its kind and name and how many there were
     * @return as {@code 2->9}, by kinds and names
     */
    Map<String, String> grownSince(ServerState before, ToIntBiFunction<String, Integer> allowed) {
        Map<String, String> grown = new TreeMap<>();
        counts.forEach((name, count) -> {
            int was = before.counts.getOrDefault(name, 0);
            if (count - was > allowed.applyAsInt(name, was)) {
                grown.put(name, was + "->" + count);
            }
        });
        return grown;
    }
}
