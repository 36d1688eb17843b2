package io.microcdi.internal.security;

import java.io.IOException;
import java.nio.file.Path;
import java.security.Principal;
import java.util.function.LongSupplier;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.ReloadedFile;

/**
 * The token of an issuer in a file, which a node presents unchanged. The container of the other end verifies such a
 * token; this class also reads when the token ends there. Thread-safe.
 */
public final class IssuedToken {

    /** The largest header of a handshake that leaves room for other headers: servers accept 8 KiB of headers. */
    private static final long MAX_SIZE = 7_680;
    private static final String EXPECTED = "a file of at most " + MAX_SIZE + " bytes with one JSON Web Token";
    /** The type of the principal where MicroProfile JWT has authenticated a request. It is on some servers only. */
    private static final String JSON_WEB_TOKEN = "org.eclipse.microprofile.jwt.JsonWebToken";

    private final ReloadedFile<String> file;

    private IssuedToken(Path path, LongSupplier clock) {
        String key = ConfigKeys.SECURITY_TOKEN_FILE.name();
        this.file = new ReloadedFile<>(ConfigKeys.SECURITY_TOKEN_FILE, path, clock, () -> read(path),
                token -> SecurityLog.LOG.fileRead(key, 1), failure -> SecurityLog.LOG.fileNotRead(key,
                        failure instanceof ConfigException ? "it must be " + EXPECTED
                                : failure.getClass().getSimpleName()));
    }

    /**
     * Returns the token that a configuration names; {@code null} if it names none.
     *
     * @param clock gives nanoseconds
     * @throws ConfigException if the file is invalid, or if there is a secret as well. The message contains no token
     */
    static IssuedToken of(MicroConfig config, LongSupplier clock) {
        String path = config.find(ConfigKeys.SECURITY_TOKEN_FILE).orElse(null);
        if (path == null) {
            return null;
        }
        if (config.find(ConfigKeys.SECURITY_SECRET).isPresent()
                || config.find(ConfigKeys.SECURITY_SECRET_FILE).isPresent()) {
            throw new ConfigException(ConfigKeys.SECURITY_TOKEN_FILE.name(), path,
                    "no key beside " + ConfigKeys.SECURITY_SECRET.name() + " or "
                            + ConfigKeys.SECURITY_SECRET_FILE.name() + ": a node presents one kind of token");
        }
        return new IssuedToken(ReloadedFile.path(ConfigKeys.SECURITY_TOKEN_FILE, path), clock);
    }

    /** Returns the token. */
    String current() {
        return file.current();
    }

    private static String read(Path file) throws IOException {
        String token = ReloadedFile.text(file, MAX_SIZE).strip();
        if (token.split("\\.", -1).length != 3 || UserPolicy.bearer("Bearer " + token) == null) {
            throw new ConfigException(ConfigKeys.SECURITY_TOKEN_FILE.name(), file.toString(), EXPECTED);
        }
        return token;
    }

    /**
     * Returns when the token of a principal ends, in seconds since 1970; {@link Long#MAX_VALUE} if it is no principal of
     * MicroProfile JWT, or its token does not say.
     */
    public static long end(Principal principal) {
        for (Class<?> type = principal.getClass(); type != null; type = type.getSuperclass()) {
            Class<?> contract = contract(type);
            if (contract != null) {
                return end(principal, contract);
            }
        }
        return Long.MAX_VALUE;
    }

    private static Class<?> contract(Class<?> type) {
        for (Class<?> each : type.getInterfaces()) {
            Class<?> found = each.getName().equals(JSON_WEB_TOKEN) ? each : contract(each);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static long end(Principal principal, Class<?> contract) {
        try {
            long seconds = (long) contract.getMethod("getExpirationTime").invoke(principal);
            return seconds > 0 ? seconds : Long.MAX_VALUE;
        } catch (ReflectiveOperationException e) {
            return 0; // a token whose claims cannot be read counts as ended
        }
    }
}
