package io.microcdi.internal.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.ValueType;
import io.microcdi.internal.concurrent.Timer;

/**
 * The secrets of a node, the new one first. A file of secrets is read again when it has changed, which is looked at when
 * the secrets are used, at most once a second. A file that becomes invalid leaves the last valid secrets in use.
 * Thread-safe.
 */
final class Secrets {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_FILE_SIZE = 8_192;
    private static final String EXPECTED = "a file of at most " + MAX_FILE_SIZE
            + " bytes with one or two secrets of at least "
            + ValueType.MIN_SECRET + " characters, each on a line of its own";

    private final Timer timer;
    private final Path file;
    private List<byte[]> current;
    private long lookedAt;
    /** The time of change and the size of the file that was read last. */
    private String version = "";
    private boolean failed;

    /**
     * Reads the secrets.
     *
     * @throws ConfigException if the file of secrets is invalid. The message contains no secret
     */
    Secrets(MicroConfig config, Timer timer) {
        this.timer = timer;
        this.file = config.find(ConfigKeys.SECURITY_SECRET_FILE).map(Path::of).orElse(null);
        this.current = bytes(config.find(ConfigKeys.SECURITY_SECRET).orElse(List.of()));
        if (file != null) {
            try {
                read();
            } catch (IOException e) {
                throw new ConfigException(ConfigKeys.SECURITY_SECRET_FILE.name(), file.toString(),
                        "a file that can be read (" + e.getClass().getSimpleName() + ")");
            }
        }
        this.lookedAt = timer.nanoTime();
    }

    /** Returns the secrets; empty if none is configured. */
    synchronized List<byte[]> current() {
        long now = timer.nanoTime();
        if (file != null && now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            try {
                read();
                failed = false;
            } catch (IOException | RuntimeException e) {
                if (!failed) {
                    failed = true;
                    SecurityLog.LOG.fileNotRead(ConfigKeys.SECURITY_SECRET_FILE.name(),
                            e instanceof ConfigException ? "it must be " + EXPECTED
                                    : e.getClass().getSimpleName());
                }
            }
        }
        return current;
    }

    private void read() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        String found = now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        if (found.equals(version)) {
            return;
        }
        if (now.size() > MAX_FILE_SIZE) {
            throw invalid();
        }
        List<String> secrets = Files.readAllLines(file, StandardCharsets.UTF_8).stream().map(String::strip)
                .filter(line -> !line.isEmpty()).toList();
        if (!ValueType.areSecrets(secrets)) {
            throw invalid();
        }
        boolean changed = !version.isEmpty();
        current = bytes(secrets);
        version = found;
        if (changed) {
            SecurityLog.LOG.fileRead(ConfigKeys.SECURITY_SECRET_FILE.name(), secrets.size());
        }
    }

    private ConfigException invalid() {
        return new ConfigException(ConfigKeys.SECURITY_SECRET_FILE.name(), file.toString(), EXPECTED);
    }

    private static List<byte[]> bytes(List<String> secrets) {
        return secrets.stream().map(secret -> secret.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
