package io.microcdi.it.wire;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.json.Json;

/** A file of recorded lines, each a JSON object. Whatever stands in it is replayed: a new line is a new test. */
final class Recording {

    private static final Path DIRECTORY = Path.of(System.getProperty("recordings"));

    private final String name;
    private final List<Line> lines;
    private final Map<String, Party> parties = new LinkedHashMap<>();

    private Recording(Path file) throws IOException {
        name = file.getFileName().toString();
        lines = Files.readAllLines(file).stream().filter(text -> !text.isBlank()).map(Recording::read).toList();
        for (Line line : lines) {
            if (line.isConnect()) {
                parties.computeIfAbsent(line.to(), to -> Party.dialled(to, line.authority()));
            }
        }
        for (Line line : lines) {
            if (line.isConnect() && line.to().equals(Party.REGISTRY)) {
                parties.put(line.from(), Party.announced(line.from(), line.path()));
            }
        }
    }

    /** All files beside the first one. */
    static List<Recording> all() throws IOException {
        List<Recording> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
                all.add(new Recording(file));
            }
        }
        return all;
    }

    private static Line read(String text) {
        return Line.read(Json.createReader(new StringReader(text)).readObject());
    }

    String name() {
        return name;
    }

    List<Case> cases() {
        Map<String, List<Line>> byName = new LinkedHashMap<>();
        lines.forEach(line -> byName.computeIfAbsent(line.name(), n -> new ArrayList<>()).add(line));
        return byName.entrySet().stream().map(entry -> new Case(this, entry.getKey(), entry.getValue())).toList();
    }

    boolean isReachable(String party) {
        return parties.containsKey(party) && !Party.isRaw(party);
    }

    Party party(String party) {
        Party found = parties.get(party);
        if (found == null) {
            throw new AssertionError("nothing in " + name + " tells where " + party + " listens");
        }
        return found;
    }

    /** The nodes that registered, those that others may call. */
    Collection<Party> nodes() {
        return parties.values().stream()
                .filter(party -> !party.name().equals(Party.REGISTRY) && !Party.isRaw(party.name())).toList();
    }

    /** The path by which one party dialled another; where it is not recorded, as it dials the registry. */
    String path(String from, String to) {
        return lines.stream().filter(line -> line.isConnect() && line.from().equals(from))
                .filter(line -> line.to().equals(to)).findFirst()
                .or(() -> lines.stream().filter(line -> line.isConnect() && line.from().equals(from)).findFirst())
                .map(Line::path)
                .orElseThrow(() -> new AssertionError("nothing in " + name + " tells how " + from + " dials " + to));
    }
}
