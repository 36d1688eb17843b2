package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;

/**
 * The people who may sign in, with the hashes of their passwords. The file of users is read again when it has changed,
 * which is looked at when somebody signs in, at most once a second. A file that becomes invalid leaves the last valid
 * users. Thread-safe.
 */
public final class Users {

    /** What a line, or a part of the key, looks like. */
    static final String EXPECTED = "name=hash, as `java -jar registry.war --hash-password NAME` prints it";

    private static final String NAME = "[A-Za-z0-9._@+-]{1,64}";
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_FILE_SIZE = 256 << 10;

    private final LongSupplier clock;
    private final Map<String, PasswordHash> configured;
    private final Path file;
    private Map<String, PasswordHash> current;
    private long lookedAt;
    /** The time of change and the size of the file that was read last. */
    private String version = "";
    private boolean failed;

    /**
     * Reads the users.
     *
     * @param clock gives nanoseconds
     * @throws ConfigException if they are invalid. The message contains no hash
     */
    Users(MicroConfig config, LongSupplier clock) {
        this.clock = clock;
        this.configured = parse(RegistryServerKeys.USERS,
                config.find(RegistryServerKeys.USERS).stream().flatMap(text -> Stream.of(text.split(","))).toList());
        this.current = configured;
        this.file = config.find(RegistryServerKeys.USERS_FILE).map(Path::of).orElse(null);
        if (file != null) {
            try {
                read();
            } catch (IOException e) {
                throw new ConfigException(RegistryServerKeys.USERS_FILE.name(), file.toString(),
                        "a file that can be read (" + e.getClass().getSimpleName() + ")");
            }
        }
        this.lookedAt = clock.getAsLong();
    }

    /**
     * Returns the line of a user, with the hash of a password.
     *
     * @throws IllegalArgumentException if the name or the password is invalid
     */
    public static String line(String name, char[] password) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("the name of a user: expected 1 to 64 letters, digits and ._@+-");
        }
        return name + "=" + PasswordHash.make(password).text();
    }

    /** Returns whether users are configured, even if there is none at this time. */
    boolean areConfigured() {
        return file != null || !configured.isEmpty();
    }

    /** Returns the users. The map is another one if they have changed. */
    synchronized Map<String, PasswordHash> current() {
        long now = clock.getAsLong();
        if (file != null && now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            try {
                read();
                failed = false;
            } catch (IOException | ConfigException e) {
                if (!failed) {
                    failed = true;
                    WebLog.LOG.usersNotRead(e instanceof ConfigException config ? "expected " + config.expected()
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
            throw new ConfigException(RegistryServerKeys.USERS_FILE.name(), file.toString(),
                    "a file of at most " + MAX_FILE_SIZE + " bytes");
        }
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.startsWith("#")).toList();
        Map<String, PasswordHash> all = new HashMap<>(configured);
        all.putAll(parse(RegistryServerKeys.USERS_FILE, lines));
        boolean changed = !version.isEmpty();
        current = Map.copyOf(all);
        version = found;
        if (changed) {
            WebLog.LOG.usersRead(all.size());
        }
    }

    private static Map<String, PasswordHash> parse(ConfigKey<?> key, List<String> lines) {
        Map<String, PasswordHash> users = new HashMap<>();
        for (String line : lines) {
            String user = line.strip();
            int equals = user.indexOf('=');
            if (user.isEmpty()) {
                continue;
            }
            try {
                if (equals >= 0 && user.substring(0, equals).matches(NAME)) {
                    users.put(user.substring(0, equals), PasswordHash.parse(user.substring(equals + 1)));
                    continue;
                }
            } catch (IllegalArgumentException e) {
                // as below
            }
            throw new ConfigException(key.name(), "(not shown)", EXPECTED);
        }
        return Map.copyOf(users);
    }
}
