package io.microcdi.it.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Prints a row for each server that was tested, and fails if one of them is neither green nor explained. */
public final class Table {
    private static final String LINE = "%-16s %-22s %-10s %7s %7s %7s %8s  %s%n";

    private Table() {
    }

    /**
     * Reads what the modules left behind.
     *
     * @param args the directory of the modules
     */
    public static void main(String[] args) throws Exception {
        List<Row> rows = rows(Path.of(args[0]));
        System.out.printf("%n" + LINE, "server", "version", "JDK", "passed", "failed", "skipped", "start s", "");
        rows.forEach(row -> System.out.printf(LINE, row.name(), row.version(), row.jdk(), row.tests().passed(),
                row.tests().failed(), row.tests().skipped(), row.secondsToStart(), row.remark()));
        System.out.println();
        boolean sameFiles = printChecksums(rows);
        if (rows.isEmpty() || !sameFiles || !rows.stream().allMatch(row -> row.isGreen() || row.isExplained())) {
            throw new IllegalStateException("Not every server is green or explained: see the table above");
        }
    }

    private static List<Row> rows(Path servers) throws IOException {
        try (Stream<Path> modules = Files.list(servers)) {
            return modules.filter(module -> Files.exists(module.resolve(Row.FILE))).sorted().map(Row::read).toList();
        }
    }

    /** Says of each WAR that was deployed what it was, and whether it was the same everywhere. */
    private static boolean printChecksums(List<Row> rows) {
        Map<String, TreeSet<String>> checksums = new TreeMap<>();
        rows.forEach(row -> row.wars().forEach(
                (name, checksum) -> checksums.computeIfAbsent(name, n -> new TreeSet<>()).add(checksum)));
        checksums.forEach((name, different) -> System.out.printf("%-26s sha256 %s%n", name,
                different.size() == 1 ? different.first() + ", in all rows" : different));
        System.out.println();
        return checksums.values().stream().allMatch(different -> different.size() == 1);
    }
}
