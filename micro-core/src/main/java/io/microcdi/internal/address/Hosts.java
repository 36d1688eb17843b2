package io.microcdi.internal.address;

import java.util.regex.Pattern;

/** The checks of hosts and ports that every address passes before it is used (wire, section 1). */
final class Hosts {

    private static final int MAX_LENGTH = 253;
    private static final Pattern IPV4 = Pattern
            .compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");

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
        return host.codePoints().allMatch(Hosts::isHostCharacter);
    }

    private static boolean isHostCharacter(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> "/?#@:[]%\\\"<>^`{|}".indexOf(c) < 0;
        };
    }

    static boolean isPort(int port) {
        return port >= 1 && port <= 65535;
    }

    /**
     * The port that a text of digits stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    static int port(String text) {
        boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(text) : -1;
        if (!isPort(port)) {
            throw new IllegalArgumentException("port \"" + text + "\": expected 1 to 65535");
        }
        return port;
    }

    /** {@code fe80--1} for {@code [fe80::1]}: servers that refuse colons in a path are given this. */
    static String undash(String host) {
        if (host.indexOf('-') < 0 || !host.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0)) {
            return host;
        }
        String address = host.replace('-', ':');
        return isIpv6(address) ? "[" + address + "]" : host;
    }

    /** Whether a text is an IPv6 address: groups of one to four hexadecimal digits, at most one run left out. */
    private static boolean isIpv6(String text) {
        String address = text;
        int zone = address.indexOf('%');
        if (zone >= 0) {
            if (!address.substring(zone + 1).matches("[A-Za-z0-9._~-]{1,32}")) {
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

    /** How many groups of 16 bits a text has, an IPv4 address at the very end being two; -1 if it is anything else. */
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
