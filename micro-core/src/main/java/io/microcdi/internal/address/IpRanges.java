package io.microcdi.internal.address;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import io.microcdi.internal.wire.Excerpts;

/** A set of IP addresses, given by ranges such as {@code 10.0.0.0/8}. Immutable. It never asks a name service. */
public final class IpRanges {

    private static final int BITS_OF_BYTE = 8;
    private static final int IPV4_BYTES = 4;
    /** The bytes of an IPv6 address that name a network. One customer has at least such a network. */
    private static final int NETWORK_BYTES = 8;
    private static final byte[] NAT64 = { 0, 0x64, (byte) 0xff, (byte) 0x9b };
    private static final byte[] SIX_TO_FOUR = { 0x20, 0x02 };
    private static final byte[] COMPATIBLE = new byte[12];
    /** The form of a translator without state (RFC 2765). */
    private static final byte[] TRANSLATED = { 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0 };

    /**
     * A range.
     *
     * @param prefix the bits that count
     * @param length the number of bits of an address
     * @param bits the number of bits that count
     */
    private record Range(BigInteger prefix, int length, int bits) {

        static Range of(byte[] address, int bits) {
            int length = address.length * BITS_OF_BYTE;
            return new Range(new BigInteger(1, address).shiftRight(length - bits), length, bits);
        }

        boolean contains(byte[] address) {
            return equals(address.length * BITS_OF_BYTE == length ? of(address, bits) : null);
        }
    }

    /** The metadata services of clouds whose addresses are not link-local: AWS, Google, Alibaba, Azure, Oracle. */
    private static final IpRanges METADATA = of(
            List.of("fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "100.100.100.200", "168.63.129.16",
                    "192.0.0.192"));

    private final List<Range> ranges;

    private IpRanges(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * Reads ranges.
     *
     * @param texts addresses, each with or without the number of bits that count: {@code 10.0.0.0/8}, {@code fd00::/8},
     *        {@code 10.0.0.5}
     * @throws IllegalArgumentException if a text is none of these
     */
    public static IpRanges of(List<String> texts) {
        return new IpRanges(texts.stream().map(IpRanges::range).toList());
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        byte[] address = literal(host).orElseThrow(() -> new IllegalArgumentException(
                "\"" + Excerpts.of(text) + "\": expected an IP address, or a range as 10.0.0.0/8")).getAddress();
        int most = address.length * BITS_OF_BYTE;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(
                    "\"" + Excerpts.of(text) + "\": expected 0 to " + most + " behind the slash");
        }
        return Range.of(address, bits);
    }

    /** Returns whether an address is in one of the ranges. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ranges.stream().anyMatch(range -> range.contains(bytes));
    }

    /**
     * Returns the address that a text stands for, if it is an IP address.
     *
     * @param host an IPv4 address, or an IPv6 address with or without brackets. A zone is ignored
     */
    public static Optional<InetAddress> literal(String host) {
        boolean six = host.indexOf(':') >= 0;
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (!(six ? Hosts.isHost("[" + bare + "]") : Hosts.isIpv4(bare))) {
            return Optional.empty();
        }
        int zone = bare.indexOf('%');
        try {
            // a text of this form is never looked up
            return Optional.of(InetAddress.getByName(zone < 0 ? bare : bare.substring(0, zone)));
        } catch (UnknownHostException never) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether a text looks like an address in a form that only some programs understand, as {@code 0x7f.1} or
     * {@code 2130706433}: its last label begins with a digit and has digits only, or is hexadecimal.
     */
    public static boolean isOddNumber(String host) {
        String last = host.substring(host.lastIndexOf('.', host.endsWith(".") ? host.length() - 2 : host.length()) + 1);
        return literal(host).isEmpty() && last.matches("(?i)(0x[0-9a-f]*|[0-9]+)\\.?");
    }

    /**
     * Returns whether no node can be at an address: it is link-local, unspecified, multicast or broadcast, or that of the
     * metadata service of a cloud.
     */
    public static boolean isNowhere(InetAddress address) {
        InetAddress inner = inner(address);
        byte[] bytes = inner.getAddress();
        return inner.isLinkLocalAddress() || inner.isAnyLocalAddress() || inner.isMulticastAddress()
                || METADATA.contains(inner)
                || bytes.length == IPV4_BYTES && (bytes[0] == 0 || Arrays.equals(bytes, new byte[] { -1, -1, -1, -1 }));
    }

    /** Returns whether an address is loopback. */
    public static boolean isLoopback(InetAddress address) {
        return inner(address).isLoopbackAddress();
    }

    /** Returns whether an address is of this machine. */
    public static boolean isOwn(InetAddress address) {
        try {
            return isLoopback(address) || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Returns an IPv4 address, or the network of an IPv6 address, in hexadecimal digits. A bound for one peer counts by it. */
    public static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
    }

    /** Returns a text as it is, or the network of an IPv6 address. */
    public static String network(String address) {
        // a proxy's text may have a colon and be no address, and the JDK looks such a text up by name
        return address.indexOf(':') < 0 ? address : literal(address).map(IpRanges::network).orElse(address);
    }

    /** Returns the IPv4 address in an IPv6 address from which a gateway or the system makes it; else the address. */
    private static InetAddress inner(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return address;
        }
        int start = begins(bytes, SIX_TO_FOUR) ? SIX_TO_FOUR.length
                : begins(bytes, NAT64) || begins(bytes, COMPATIBLE) || begins(bytes, TRANSLATED)
                        ? bytes.length - IPV4_BYTES : -1;
        try {
            return start < 0 ? address : InetAddress.getByAddress(Arrays.copyOfRange(bytes, start, start + IPV4_BYTES));
        } catch (UnknownHostException never) {
            return address;
        }
    }

    private static boolean begins(byte[] bytes, byte[] prefix) {
        return Arrays.equals(Arrays.copyOf(bytes, prefix.length), prefix);
    }
}
