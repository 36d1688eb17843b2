package io.microcdi.internal.security;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.concurrent.ReloadedFile;

/** The mode of a node. A file of the mode is {@linkplain ReloadedFile read again}. Thread-safe. */
final class CurrentMode {

    private static final long MAX_SIZE = 100;
    private static final String EXPECTED = "a file with one of auto, permissive, required and off";

    private final SecurityMode configured;
    /** {@code null} if no file is configured. */
    private final ReloadedFile<SecurityMode> file;

    /**
     * Reads the mode.
     *
     * @param clock gives nanoseconds
     * @throws ConfigException if the file is invalid. The message does not contain its text, which may be a secret
     */
    CurrentMode(MicroConfig config, LongSupplier clock) {
        String key = ConfigKeys.SECURITY_MODE_FILE.name();
        this.configured = config.get(ConfigKeys.SECURITY_MODE);
        this.file = config.find(ConfigKeys.SECURITY_MODE_FILE)
                .map(text -> ReloadedFile.path(ConfigKeys.SECURITY_MODE_FILE, text)).map(path -> new ReloadedFile<>(
                        ConfigKeys.SECURITY_MODE_FILE, path, clock, () -> read(path),
                        mode -> SecurityLog.LOG.modeChanged(mode.name().toLowerCase(Locale.ROOT), key),
                        failure -> SecurityLog.LOG.fileNotRead(key,
                                failure instanceof ConfigException ? "it must be " + EXPECTED
                                        : failure.getClass().getSimpleName())))
                .orElse(null);
    }

    SecurityMode get() {
        return file == null ? configured : file.current();
    }

    boolean isFixed() {
        return file == null;
    }

    private static SecurityMode read(Path file) throws IOException {
        String text = ReloadedFile.text(file, MAX_SIZE).strip();
        try {
            return ConfigKeys.SECURITY_MODE.parse(text);
        } catch (ConfigException e) {
            throw new ConfigException(ConfigKeys.SECURITY_MODE_FILE.name(), file.toString(), EXPECTED);
        }
    }
}
