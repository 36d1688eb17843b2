package io.microcdi.it.chaos.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network namespace of Linux, with one wire to the namespace of this process. Packets on the wire are dropped by nftables.
 * Needs root, {@code ip} of iproute2, and {@code nft}.
 */
public final class NetworkNamespace implements Closeable {

    private static final String RULES = "inet chaos";
    private static final int SUBNETS = 250;
    private static final int ALL = 100;

    private final String name;
    private final String wire;
    private final String subnet;

    /** Makes one. Its name and addresses follow from the id of this process. */
    public NetworkNamespace() {
        long number = ProcessHandle.current().pid();
        name = "chaos" + number % 100_000;
        wire = name + "w";
        subnet = "10.210." + number % SUBNETS + ".";
        run("ip netns add " + name);
        run("ip link add " + wire + " type veth peer name inside netns " + name);
        run("ip addr add " + outside() + "/30 dev " + wire);
        run("ip link set " + wire + " up");
        inside("ip link set lo up");
        inside("ip addr add " + inside() + "/30 dev inside");
        inside("ip link set inside up");
    }

    /** Returns why there can be none here; empty if there can. */
    public static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("not root");
        }
        return Stream.of("ip netns list", "nft list tables").filter(command -> !succeeds(command)).findFirst()
                .map(command -> "no \"" + command + "\"");
    }

    /** Returns the address of this process on the wire. */
    public String outside() {
        return subnet + "1";
    }

    /** Returns the address in the namespace. */
    public String inside() {
        return subnet + "2";
    }

    /** Returns the words before a command that runs in the namespace. */
    public List<String> enter() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Drops a part of the packets that leave or enter the namespace. */
    public void drop(int percent) {
        heal();
        inside("nft add table " + RULES);
        for (String hook : List.of("input", "output")) {
            inside("nft add chain " + RULES + " " + hook + " { type filter hook " + hook + " priority 0 ; }");
            inside("nft add rule " + RULES + " " + hook
                    + (percent < ALL ? " numgen random mod 100 < " + percent : "") + " drop");
        }
    }

    /** Drops nothing any more. */
    public void heal() {
        if (succeeds(String.join(" ", enter()) + " nft list table " + RULES)) {
            inside("nft delete table " + RULES);
        }
    }

    private void inside(String command) {
        run(String.join(" ", enter()) + " " + command);
    }

    private static void run(String command) {
        String said = output(command);
        if (said != null) {
            throw new IllegalStateException(command + ": " + said);
        }
    }

    private static boolean succeeds(String command) {
        return output(command) == null;
    }

    /** Returns what a command said; {@code null} if it succeeded. */
    private static String output(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? null : said.strip() + " (status " + process.exitValue() + ")";
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    /** The wire goes with the namespace as soon as no process is in it. */
    @Override
    public void close() {
        output("ip link del " + wire);
        output("ip netns del " + name);
    }
}
