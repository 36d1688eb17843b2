package io.microcdi.internal.registry.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.microcdi.internal.address.IpRanges;

/**
 * Checks names and passwords by HTTP Basic. The hash is slow on purpose: it takes a third of a second of a processor.
 * So only a few requests may compute one at the same time, and a right password is remembered for some minutes. One
 * address may send ten wrong passwords a minute. Thread-safe.
 *
 * <p>The thread of the request computes the hash. Another thread could not: GlassFish and Payara read no body after the
 * dispatch that would follow.
 */
final class SignIn {

    private static final String BASIC = "basic ";
    private static final int MAX_HEADER = 1_024;
    private static final int MAX_AT_ONCE = 2;
    /** The largest number of waiting requests. Payara has five threads for requests, and they must not all wait here. */
    private static final int MAX_WAITING = 2;
    private static final long MAX_WAIT_MILLIS = 2_000;
    private static final int MAX_ATTEMPTS = 10;
    private static final int MAX_ADDRESSES = 1_024;
    private static final int MAX_KNOWN = 256;
    private static final long ATTEMPTS_PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long CACHE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Users users;
    private final LongSupplier clock;
    private final Semaphore permits = new Semaphore(MAX_AT_ONCE);
    private final AtomicInteger present = new AtomicInteger();
    private final byte[] salt = new byte[16];
    /** The headers that were right, by their digests. The oldest is the first. */
    private final Map<ByteBuffer, Known> known = new LinkedHashMap<>();
    /** The attempts of addresses, without those that were right; the oldest is the first. */
    private final Map<String, Attempts> attempts = new LinkedHashMap<>();

    /**
     * The result of an attempt.
     *
     * @param checked false if too many people sign in at once
     * @param user the user; {@code null} if the name or the password is wrong
     */
    record Attempt(boolean checked, User user) {

        private static final Attempt NOT_MADE = new Attempt(false, null);
    }

    /**
     * A user after the sign-in.
     *
     * @param hash that of the password at that time
     */
    record User(String name, PasswordHash hash) implements Principal {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Known(User user, Map<String, PasswordHash> users, long until) {
    }

    private static final class Attempts {

        private final long since;
        private int count;

        Attempts(long since) {
            this.since = since;
        }
    }

    SignIn(Users users, LongSupplier clock) {
        this.users = users;
        this.clock = clock;
        new SecureRandom().nextBytes(salt);
    }

    /** Returns whether people can sign in here. */
    boolean isPossible() {
        return users.areConfigured();
    }

    /**
     * Returns whether a principal may still read. A user who has signed in here must still exist, with the same password.
     *
     * @param principal {@code null} for nobody
     */
    boolean isCurrent(Principal principal) {
        return !(principal instanceof User user) || user.hash().equals(users.current().get(user.name()));
    }

    /** Returns whether a header {@code Authorization} has a name and a password. */
    static boolean isBasic(String header) {
        return header != null && header.regionMatches(true, 0, BASIC, 0, BASIC.length());
    }

    /** Returns the user of a header whose password was checked in the last minutes; {@code null} if it must be checked. */
    User known(String header) {
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

    /** Counts a password attempt of an address. A correct password removes it again. Returns false after too many. */
    boolean mayTry(String remote) {
        synchronized (attempts) {
            long now = clock.getAsLong();
            String network = network(remote);
            Attempts own = attempts.remove(network);
            if (own == null || now - own.since >= ATTEMPTS_PERIOD_NANOS) {
                own = new Attempts(now);
            }
            if (attempts.size() >= MAX_ADDRESSES) {
                attempts.remove(attempts.keySet().iterator().next());
            }
            attempts.put(network, own);
            if (own.count >= MAX_ATTEMPTS) {
                return false;
            }
            own.count++;
            return true;
        }
    }

    /** Checks a header. This takes a third of a second, and a little longer if others sign in. */
    Attempt check(String header, String remote) {
        try {
            if (present.incrementAndGet() > MAX_AT_ONCE + MAX_WAITING
                    || !permits.tryAcquire(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                forgive(remote);
                return Attempt.NOT_MADE;
            }
            try {
                User known = known(header); // the same person's request before this one
                User user = known != null ? known : user(header);
                if (user != null) {
                    forgive(remote);
                }
                return new Attempt(true, user);
            } finally {
                permits.release();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Attempt.NOT_MADE;
        } finally {
            present.decrementAndGet();
        }
    }

    /** Removes an attempt that was not wrong from the count. */
    private void forgive(String remote) {
        synchronized (attempts) {
            Attempts own = attempts.get(network(remote));
            if (own != null) {
                own.count--;
            }
        }
    }

    private User user(String header) {
        Map<String, PasswordHash> current = users.current();
        String[] parts = read(header).split(":", 2);
        PasswordHash hash = current.getOrDefault(parts[0], PasswordHash.OF_NOBODY);
        if (parts.length < 2 || !hash.matches(parts[1].toCharArray())) {
            return null;
        }
        User user = new User(parts[0], hash);
        synchronized (known) {
            if (known.size() >= MAX_KNOWN) {
                known.remove(known.keySet().iterator().next());
            }
            known.put(digest(header), new Known(user, current, clock.getAsLong() + CACHE_NANOS));
        }
        return user;
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
        return remote == null ? "null" : IpRanges.network(remote);
    }
}
