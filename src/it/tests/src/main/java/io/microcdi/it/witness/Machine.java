package io.microcdi.it.witness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Reads the state of a HotSpot virtual machine. */
final class Machine {
    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    /** Objects of ours; among them the lambdas that wait in timers. */
    private static final Pattern COUNTED = Pattern
            .compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(io\\.microcdi\\.(?!it\\.witness\\.)\\S+)(?: .*)?");
    /** Each lambda is a class of its own, with a number that says nothing. */
    private static final Pattern NUMBER = Pattern.compile("(?<=\\$\\$Lambda).*");

    private Machine() {
    }

    /** Collects all garbage, and counts the instances that are left of the classes that matter, by their names. */
    static Map<String, Integer> instances() throws JMException {
        String histogram = (String) BEANS.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram", new Object[] { new String[0] }, new String[] { String[].class.getName() });
        return histogram.lines().map(COUNTED::matcher).filter(Matcher::matches)
                .collect(Collectors.toMap(line -> NUMBER.matcher(line.group(2)).replaceFirst(""),
                        line -> Integer.valueOf(line.group(1)), Integer::sum, TreeMap::new));
    }

    /** How many threads there are, by their names with each number in them as {@code #}. */
    static Map<String, Integer> threads() {
        return counted(Thread.getAllStackTraces().keySet().stream().map(Thread::getName).map(Machine::unnumbered));
    }

    /** How many sockets and files are open: sockets by the port of the service, files by their names as threads. */
    static Map<String, Integer> descriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return Map.of();
        }
        Map<String, Integer> ports = new HashMap<>();
        addPorts(Path.of("/proc/self/net/tcp"), ports);
        addPorts(Path.of("/proc/self/net/tcp6"), ports);
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return counted(open.map(descriptor -> name(descriptor, ports)));
        }
    }

    /** The lower one of the two ports of each socket, by what its descriptor leads to: the other is any that was free. */
    private static void addPorts(Path table, Map<String, Integer> ports) throws IOException {
        if (!Files.exists(table)) {
            return;
        }
        try (Stream<String> lines = Files.lines(table)) {
            lines.skip(1).map(line -> line.trim().split("\\s+")).forEach(columns -> {
                int local = port(columns[1]);
                int remote = port(columns[2]);
                ports.put("socket:[" + columns[9] + "]", remote == 0 ? local : Math.min(local, remote));
            });
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private static String name(Path descriptor, Map<String, Integer> ports) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return ports.containsKey(target) ? "port " + ports.get(target) : unnumbered(target);
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    private static String unnumbered(String name) {
        return name.replaceAll("\\d+", "#");
    }

    private static Map<String, Integer> counted(Stream<String> names) {
        return names.collect(Collectors.toMap(name -> name, name -> 1, Integer::sum, TreeMap::new));
    }

    /** Writes all objects that are alive to a file of the server's machine. */
    static void dump(String file) throws JMException {
        BEANS.invoke(new ObjectName("com.sun.management:type=HotSpotDiagnostic"), "dumpHeap",
                new Object[] { file, true }, new String[] { String.class.getName(), boolean.class.getName() });
    }
}
