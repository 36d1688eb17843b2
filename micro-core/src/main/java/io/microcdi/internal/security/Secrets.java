package io.microcdi.internal.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.ReloadedFile;
import io.microcdi.internal.config.SecretTexts;

/** The secrets of a node, the new one first. A file of secrets is {@linkplain ReloadedFile read again}. Thread-safe. */
final class Secrets {

    private static final long MAX_FILE_SIZE = 8_192;
    private static final String EXPECTED = "a file of at most " + MAX_FILE_SIZE
            + " bytes with one or two secrets of at least "
            + SecretTexts.MIN_LENGTH + " characters, each on a line of its own";

    private final List<byte[]> configured;
    /** {@code null} if no file is configured. */
    private final ReloadedFile<List<byte[]>> file;

    /**
     * Reads the secrets.
     *
     * @param clock gives nanoseconds
     * @throws ConfigException if the file of secrets is invalid. The message contains no secret
     */
    Secrets(MicroConfig config, LongSupplier clock) {
        this.configured = bytes(config.find(ConfigKeys.SECURITY_SECRET).orElse(List.of()));
        this.file = config.find(ConfigKeys.SECURITY_SECRET_FILE)
                .map(text -> ReloadedFile.path(ConfigKeys.SECURITY_SECRET_FILE, text)).map(path -> new ReloadedFile<>(
                        ConfigKeys.SECURITY_SECRET_FILE, path, clock, () -> read(path),
                        secrets -> SecurityLog.LOG.fileRead(ConfigKeys.SECURITY_SECRET_FILE.name(), secrets.size()),
                        failure -> SecurityLog.LOG.fileNotRead(ConfigKeys.SECURITY_SECRET_FILE.name(),
                                failure instanceof ConfigException ? "it must be " + EXPECTED
                                        : failure.getClass().getSimpleName())))
                .orElse(null);
    }

    /** Returns the secrets; empty if none is configured. */
    List<byte[]> current() {
        return file == null ? configured : file.current();
    }

    private static List<byte[]> read(Path file) throws IOException {
        List<String> secrets = ReloadedFile.text(file, MAX_FILE_SIZE).lines().map(String::strip)
                .filter(line -> !line.isEmpty()).toList();
        if (!SecretTexts.areSecrets(secrets)) {
            throw new ConfigException(ConfigKeys.SECURITY_SECRET_FILE.name(), file.toString(), EXPECTED);
        }
        return bytes(secrets);
    }

    private static List<byte[]> bytes(List<String> secrets) {
        return secrets.stream().map(secret -> secret.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
