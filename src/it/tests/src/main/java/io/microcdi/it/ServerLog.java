package io.microcdi.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The server's log from a moment on. */
final class ServerLog {
    /** A date at the beginning; other lines belong to the record before them. */
    private static final Pattern BEGINNING = Pattern
            .compile("^\\[?\\d[\\d-]+(?:[a-zA-Z]{3}-\\d{4})?[T ]\\d\\d:\\d\\d:.*");
    private static final Pattern WARNING = Pattern
            .compile("^(?:\\[\\S+ \\[[^\\]]*\\] \\[|\\S+ \\S+\\s+)(?:WARN|WARNING|ERROR|SEVERE|FATAL)\\b.*",
                    Pattern.DOTALL);

    private final int before;

    private ServerLog(int before) {
        this.before = before;
    }

    static ServerLog fromNow() throws IOException {
        return new ServerLog(records().size());
    }

    /** The warnings since then, as whole records. */
    List<String> warnings() throws IOException {
        List<String> records = records();
        return records.subList(before, records.size()).stream().filter(record -> WARNING.matcher(record).matches())
                .toList();
    }

    /** A server may begin a new file, and name the old one as the new with something behind. */
    private static List<String> records() throws IOException {
        Path log = Server.log();
        List<String> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(log.getParent())) {
            for (Path file : files
                    .filter(file -> file.getFileName().toString().startsWith(log.getFileName().toString()))
                    .sorted(Comparator.comparing(ServerLog::modified)).toList()) {
                add(records, Files.readAllLines(file));
            }
        }
        return records;
    }

    private static void add(List<String> records, List<String> lines) {
        for (String line : lines) {
            if (records.isEmpty() || BEGINNING.matcher(line).matches()) {
                records.add(line);
            } else {
                records.set(records.size() - 1, records.get(records.size() - 1) + "\n" + line);
            }
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
