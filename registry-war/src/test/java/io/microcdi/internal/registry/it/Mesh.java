package io.microcdi.internal.registry.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Network namespaces of Linux for the members of a cluster. Each has two wires: one to a bridge, over which the members reach
 * each other and which can be cut, and one to the namespace of this process, which stays. Needs root and {@code ip} of
 * iproute2.
 */
final class Mesh implements AutoCloseable {

    private static final int SUBNETS = 250;

    private final int size;
    private final String name;
    private final String subnet;

    Mesh(int size) {
        this.size = size;
        long number = ProcessHandle.current().pid();
        name = "mesh" + number % 10_000;
        subnet = "10." + (211 + number % 30) + "." + number / 30 % SUBNETS + ".";
        run("ip netns add " + bridge());
        inside(bridge(), "ip link add bridge type bridge");
        inside(bridge(), "ip link set bridge up");
        for (int i = 0; i < size; i++) {
            String member = namespace(i);
            run("ip netns add " + member);
            inside(member, "ip link set lo up");
            run("ip link add " + wire(i) + " type veth peer name outside netns " + member);
            run("ip addr add " + subnet + (8 * i + 129) + "/30 dev " + wire(i));
            run("ip link set " + wire(i) + " up");
            inside(member, "ip addr add " + outside(i) + "/30 dev outside");
            inside(member, "ip link set outside up");
            inside(bridge(), "ip link add member" + i + " type veth peer name mesh netns " + member);
            inside(bridge(), "ip link set member" + i + " master bridge up");
            inside(member, "ip addr add " + meshed(i) + "/25 dev mesh");
            inside(member, "ip link set mesh up");
        }
    }

    /** Whether this process may make one. */
    static boolean isPossible() {
        return "root".equals(System.getProperty("user.name")) && failure("ip netns list") == null;
    }

    /** The address at which this process reaches a member. */
    String outside(int member) {
        return subnet + (8 * member + 130);
    }

    /** The address at which the members reach a member. */
    String meshed(int member) {
        return subnet + (member + 1);
    }

    /** The words before a command that runs in the namespace of a member. */
    List<String> enter(int member) {
        return List.of("ip", "netns", "exec", namespace(member));
    }

    /** Cuts a member off from the others. */
    void cut(int member) {
        inside(bridge(), "ip link set member" + member + " down");
    }

    /** Joins a member with the others again. */
    void heal(int member) {
        inside(bridge(), "ip link set member" + member + " up");
    }

    private String bridge() {
        return name + "b";
    }

    private String namespace(int member) {
        return name + "m" + member;
    }

    private String wire(int member) {
        return name + "w" + member;
    }

    private static void inside(String namespace, String command) {
        run("ip netns exec " + namespace + " " + command);
    }

    private static void run(String command) {
        String failure = failure(command);
        if (failure != null) {
            throw new IllegalStateException(command + ": " + failure);
        }
    }

    /** The output of a failed command; {@code null} if it succeeded. */
    private static String failure(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? null : output.strip() + " (status " + process.exitValue() + ")";
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The wires go with the namespaces, as soon as no process is in them. */
    @Override
    public void close() {
        for (int i = 0; i < size; i++) {
            failure("ip link del " + wire(i));
            failure("ip netns del " + namespace(i));
        }
        failure("ip netns del " + bridge());
    }
}
