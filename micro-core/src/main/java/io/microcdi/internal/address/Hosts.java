package io.microcdi.internal.address;

import java.util.regex.Pattern;

import io.microcdi.internal.wire.Excerpts;

/** Checks the host and port of every address before it is used (wire, Connecting). */
final class Hosts {

    private static final int MAX_LENGTH = 253;
    private static final Pattern IPV4 = Pattern
            .compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");

    /**
     * The names of hosts. Other alphabets have several spellings of one host, as localhost in full-width letters.
     * Servers, lists and queries give other characters a meaning of their own, as {@code ;}, {@code ,} and {@code &}.
     */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]++(\\.[A-Za-z0-9_-]++)*+\\.?");

    private Hosts() {
    }

    static boolean isHost(String host) {
        if (host == null || host.isEmpty() || host.length() > MAX_LENGTH) {
            return false;
        }
        boolean bracketed = host.charAt(0) == '[';
        if (bracketed) {
            return host.endsWith("]") && isIpv6(host.substring(1, host.length() - 1));
        }
        return NAME.matcher(host).matches();
    }

    static boolean isIpv4(String host) {
        return IPV4.matcher(host).matches();
    }

    static boolean isPort(int port) {
        return port >= 1 && port <= 65535;
    }

    /**
     * Returns the port in a text of digits.
     *
     * @throws IllegalArgumentException if the text is not a valid port
     */
    static int port(String text) {
        boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(text) : -1;
        if (!isPort(port)) {
            throw new IllegalArgumentException("port \"" + Excerpts.of(text) + "\": expected 1 to 65535");
        }
        return port;
    }

    /**
     * Returns the IPv6 address for its form with dashes, as {@code [fe80::1]} for {@code fe80--1}. Peers send that form
     * to servers that refuse colons in a path.
     */
    static String undash(String host) {
        if (host.indexOf('-') < 0 || !host.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0)) {
            return host;
        }
        String address = host.replace('-', ':');
        return isIpv6(address) ? "[" + address + "]" : host;
    }

    /**
     * Returns whether a text is an IPv6 address: groups of one to four hexadecimal digits, with at most one omitted
     * run.
     */
    private static boolean isIpv6(String text) {
        String address = text;
        int zone = address.indexOf('%');
        if (zone >= 0) {
            // java.net.URI takes no other characters in a zone
            if (!address.substring(zone + 1).matches("[A-Za-z0-9._]{1,32}")) {
                return false;
            }
            address = address.substring(0, zone);
        }
        int gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address, true) == 8;
        }
        String tail = address.substring(gap + 2);
        int before = groups(address.substring(0, gap), false);
        int after = groups(tail, true);
        return before >= 0 && after >= 0 && before + after <= 7 && !tail.contains("::");
    }

    /**
     * Returns the number of 16-bit groups in a text; -1 if the text is invalid. An IPv4 address at the end counts as
     * two groups.
     */
    private static int groups(String text, boolean end) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 0;
        String[] groups = text.split(":", -1);
        for (int i = 0; i < groups.length; i++) {
            if (groups[i].matches("[0-9A-Fa-f]{1,4}")) {
                count++;
            } else if (end && i == groups.length - 1 && IPV4.matcher(groups[i]).matches()) {
                count += 2;
            } else {
                return -1;
            }
        }
        return count;
    }
}
