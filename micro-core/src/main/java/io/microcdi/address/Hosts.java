package io.microcdi.address;

/** The checks of hosts and ports that every address passes before it is used (wire, section 1). */
final class Hosts {

    private static final int MAX_LENGTH = 253;

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
        return host.chars().noneMatch(c -> c <= ' ' || c == 0x7f || c > 0x7f && Character.isWhitespace(c)
                || Character.isISOControl(c) || Character.isSpaceChar(c) || "/?#@:[]%\\\"<>^`{|}".indexOf(c) >= 0);
    }

    static boolean isPort(int port) {
        return port >= 1 && port <= 65535;
    }

    /** The port that a text of digits stands for; -1 if it stands for none. */
    static int port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int port = Integer.parseInt(text);
        return isPort(port) ? port : -1;
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
            return groups(address) == 8;
        }
        String tail = address.substring(gap + 2);
        int before = groups(address.substring(0, gap));
        int after = groups(tail);
        return before >= 0 && after >= 0 && before + after <= 7 && !tail.contains("::");
    }

    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 0;
        String[] groups = text.split(":", -1);
        for (int i = 0; i < groups.length; i++) {
            if (groups[i].matches("[0-9A-Fa-f]{1,4}")) {
                count++;
            } else if (i == groups.length - 1 && groups[i].matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
                count += 2;
            } else {
                return -1;
            }
        }
        return count;
    }
}
