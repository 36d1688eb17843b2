package io.microcdi.it.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files that were deployed. */
final class Wars {
    private Wars() {
    }

    static Map<String, String> checksums(Path target) throws IOException {
        Path wars = target.resolve("wars");
        Map<String, String> checksums = new TreeMap<>();
        if (Files.exists(wars)) {
            try (Stream<Path> files = Files.list(wars)) {
                for (Path file : files.toList()) {
                    checksums.put(file.getFileName().toString(), sha256(file));
                }
            }
        }
        return checksums;
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
