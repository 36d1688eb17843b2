package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.ReloadedFile;
import io.microcdi.internal.wire.Excerpts;

/**
 * The people who may sign in, with the hashes of their passwords. The file of users is
 * {@linkplain ReloadedFile read again}. Thread-safe.
 */
public final class Users {

    /** The form of a line, or of a part of the key, for messages. */
    static final String EXPECTED = "name=hash, as `java -jar registry.war --hash-password NAME` prints it";

    private static final String NAME = "[A-Za-z0-9._@+-]{1,64}";
    private static final long MAX_FILE_SIZE = 256 << 10;

    private final Map<String, PasswordHash> configured;
    /** {@code null} if no file is configured. */
    private final ReloadedFile<Map<String, PasswordHash>> file;

    /**
     * Reads the users.
     *
     * @param clock gives nanoseconds
     * @throws ConfigException if they are invalid. The message contains no hash
     */
    Users(MicroConfig config, LongSupplier clock) {
        Optional<String> text = config.find(RegistryServerKeys.USERS);
        this.configured = parse(RegistryServerKeys.USERS, Excerpts.HIDDEN,
                text.stream().flatMap(all -> Stream.of(all.split(","))).toList());
        if (text.isPresent() && configured.isEmpty()) {
            throw new ConfigException(RegistryServerKeys.USERS.name(), Excerpts.HIDDEN,
                    EXPECTED + ". The value has commas and no entry: name at least one, or remove the key");
        }
        this.file = config.find(RegistryServerKeys.USERS_FILE)
                .map(name -> ReloadedFile.path(RegistryServerKeys.USERS_FILE, name)).map(path -> new ReloadedFile<>(
                        RegistryServerKeys.USERS_FILE, path, clock, () -> read(path),
                        users -> WebLog.LOG.usersRead(users.size()),
                        failure -> WebLog.LOG.usersNotRead(Excerpts.of(path.toString()),
                                failure instanceof ConfigException invalid ? "expected " + invalid.expected()
                                        : failure.getClass().getSimpleName())))
                .orElse(null);
    }

    /**
     * Checks the users of a configuration.
     *
     * @throws ConfigException as the constructor
     */
    static void check(MicroConfig config) {
        new Users(config, System::nanoTime);
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
    Map<String, PasswordHash> current() {
        return file == null ? configured : file.current();
    }

    private Map<String, PasswordHash> read(Path users) throws IOException {
        if (Files.size(users) > MAX_FILE_SIZE) {
            throw new ConfigException(RegistryServerKeys.USERS_FILE.name(), users.toString(),
                    "a file of at most " + MAX_FILE_SIZE + " bytes");
        }
        // a comment may be in another encoding
        String text = ReloadedFile.withoutMark(new String(Files.readAllBytes(users), StandardCharsets.UTF_8));
        List<String> lines = text.lines()
                .map(line -> line.startsWith("#") ? "" : line).toList();
        Map<String, PasswordHash> all = new HashMap<>(configured);
        all.putAll(parse(RegistryServerKeys.USERS_FILE, users.toString(), lines));
        return Map.copyOf(all);
    }

    /**
     * Reads users.
     *
     * @param shown the value of the key, for messages
     */
    private static Map<String, PasswordHash> parse(ConfigKey<?> key, String shown, List<String> lines) {
        Map<String, PasswordHash> users = new HashMap<>();
        int number = 0;
        for (String line : lines) {
            number++;
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
            throw new ConfigException(key.name(), shown,
                    (key.equals(RegistryServerKeys.USERS_FILE) ? "in line " + number + " " : "") + EXPECTED);
        }
        return Map.copyOf(users);
    }
}
