package io.microcdi.internal.registry.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Checks names and passwords by HTTP Basic. A hash costs a processor a third of a second on purpose. So threads of this
 * class compute it, few attempts may wait, and one that was right counts for some minutes. One address may be wrong
 * ten times a minute. Thread-safe.
 */
final class SignIn {

    private static final String BASIC = "basic ";
    private static final int MAX_HEADER = 1_024;
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 64;
    private static final int ATTEMPTS = 10;
    private static final int MAX_ADDRESSES = 1_024;
    private static final int MAX_KNOWN = 256;
    private static final int NETWORK_BYTES = 8;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Users users;
    private final LongSupplier clock;
    private final ThreadPoolExecutor threads;
    private final byte[] salt = new byte[16];
    /** Headers that were right, by their digests; the oldest is the first. */
    private final Map<ByteBuffer, Known> known = new LinkedHashMap<>();
    /** The attempts of addresses, without those that were right; the oldest is the first. */
    private final Map<String, Attempts> attempts = new LinkedHashMap<>();

    private record Known(String user, Map<String, PasswordHash> users, long until) {
    }

    private static final class Attempts {

        private final long since;
        private int count;

        Attempts(long since) {
            this.since = since;
        }
    }

    SignIn(Users users, LongSupplier clock, ThreadFactory factory) {
        this.users = users;
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(MAX_WAITING), factory);
        threads.allowCoreThreadTimeOut(true);
        new SecureRandom().nextBytes(salt);
    }

    /** Returns whether people can sign in here. */
    boolean isPossible() {
        return users.areConfigured();
    }

    /** Returns whether a header {@code Authorization} has a name and a password. */
    static boolean isBasic(String header) {
        return header != null && header.regionMatches(true, 0, BASIC, 0, BASIC.length());
    }

    /** Returns the user of a header that was right lately; {@code null} if it must be checked. */
    String known(String header) {
        Map<String, PasswordHash> current = users.current();
        ByteBuffer digest = digest(header);
        synchronized (known) {
            Known found = known.get(digest);
            if (found != null && (found.users() != current || clock.getAsLong() - found.until() >= 0)) {
                known.remove(digest);
                found = null;
            }
            return found == null ? null : found.user();
        }
    }

    /** Counts an attempt of an address. Returns false if it has had too many. */
    boolean mayTry(String remote) {
        synchronized (attempts) {
            long now = clock.getAsLong();
            String network = network(remote);
            Attempts own = attempts.remove(network);
            if (own == null || now - own.since >= MINUTE) {
                own = new Attempts(now);
            }
            if (attempts.size() >= MAX_ADDRESSES) {
                attempts.remove(attempts.keySet().iterator().next());
            }
            attempts.put(network, own);
            if (own.count >= ATTEMPTS) {
                return false;
            }
            own.count++;
            return true;
        }
    }

    /**
     * Checks a header with another thread.
     *
     * @param done is called with the user, or with {@code null} if the name or the password is wrong
     * @return false if too many attempts wait. Then nothing is called
     */
    boolean check(String header, String remote, Consumer<String> done) {
        try {
            threads.execute(() -> done.accept(check(header, remote)));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    private String check(String header, String remote) {
        Map<String, PasswordHash> current = users.current();
        String[] parts = read(header).split(":", 2);
        PasswordHash hash = current.getOrDefault(parts[0], PasswordHash.OF_NOBODY);
        if (parts.length < 2 || !hash.matches(parts[1].toCharArray())) {
            return null;
        }
        synchronized (attempts) {
            Attempts own = attempts.get(network(remote));
            if (own != null) {
                own.count--;
            }
        }
        synchronized (known) {
            if (known.size() >= MAX_KNOWN) {
                known.remove(known.keySet().iterator().next());
            }
            known.put(digest(header), new Known(parts[0], current, clock.getAsLong() + KNOWN_NANOS));
        }
        return parts[0];
    }

    /** Returns the name and the password of a header, separated by a colon; empty if it is not well-formed. */
    private static String read(String header) {
        try {
            return header.length() > MAX_HEADER ? ""
                    : new String(Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
                            StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    /** Returns the name of the user who wants to sign in, as the header says. */
    static String name(String header) {
        return read(header).split(":", 2)[0];
    }

    private ByteBuffer digest(String header) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return ByteBuffer.wrap(digest.digest(header.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has SHA-256
        }
    }

    /** Returns the address, or the network of an IPv6 address: one customer has at least such a network. */
    private static String network(String remote) {
        try {
            // an address with a colon is never looked up by name
            return remote == null || remote.indexOf(':') < 0 ? String.valueOf(remote)
                    : HexFormat.of()
                            .formatHex(Arrays.copyOf(InetAddress.getByName(remote).getAddress(), NETWORK_BYTES));
        } catch (UnknownHostException noAddress) {
            return remote;
        }
    }

    void stop() {
        threads.shutdownNow();
    }
}
