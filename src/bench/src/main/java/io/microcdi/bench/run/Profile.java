package io.microcdi.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

import io.microcdi.bench.load.Payload;
import io.microcdi.bench.load.Style;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import jdk.management.jfr.FlightRecorderMXBean;

/** Where time and memory go, as the JVM's own flight recorder sees it: the top methods, and the classes allocated. */
final class Profile {

    private static final long MILLISECONDS = 10_000;
    private static final int LINES = 25;
    /** Native methods in which a thread waits for others, for all that the recorder knows. */
    private static final Pattern WAITING = Pattern
            .compile("Net\\.(accept|poll)|EPoll\\.wait|FileInputStream\\.readBytes|epollWait|Unsafe\\.park");
    private static final Case WHAT = new Case(Payload.SMALL, Style.ASYNC, 64);

    private final Path directory;
    private final PrintStream out;

    Profile(Path directory, PrintStream out) {
        this.directory = directory.toAbsolutePath();
        this.out = out;
    }

    void print(List<Contender> contenders) throws Exception {
        for (Contender contender : contenders) {
            if (contender.clientMeter() instanceof JvmMeter clientMeter
                    && contender.serverMeter() instanceof JvmMeter serverMeter) {
                print(contender, clientMeter, serverMeter);
            }
        }
    }

    private void print(Contender contender, JvmMeter clientMeter, JvmMeter serverMeter) throws Exception {
        try (Recording client = new Recording(clientMeter); Recording server = new Recording(serverMeter)) {
            contender.call(WHAT, MILLISECONDS);
            print(contender, "client", client);
            print(contender, "server", server);
        }
    }

    private void print(Contender contender, String side, Recording recording) throws Exception {
        Path file = directory.resolve(contender.server() + "-" + contender.name() + "-" + side + ".jfr");
        Files.deleteIfExists(file);
        recording.save(file);
        Map<String, Long> methods = new HashMap<>();
        Map<String, Long> ours = new HashMap<>();
        Map<String, Long> classes = new HashMap<>();
        Map<String, Long> allocators = new HashMap<>();
        Set<Long> seen = new HashSet<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            switch (event.getEventType().getName()) {
                case "jdk.ExecutionSample", "jdk.NativeMethodSample" -> {
                    if (!WAITING.matcher(frame(event, "")).find()) {
                        count(methods, frame(event, ""), 1);
                        count(ours, frame(event, "io.microcdi"), 1);
                    }
                }
                case "jdk.ObjectAllocationSample" -> {
                    // the first of a thread weighs all that it has allocated since it began
                    if (!seen.add(event.getThread().getId())) {
                        count(classes, event.getClass("objectClass").getName(), event.getLong("weight"));
                        count(allocators, frame(event, "io.microcdi"), event.getLong("weight"));
                    }
                }
                default -> {
                    // of no interest here
                }
            }
        }
        String title = contender.server() + " " + contender.name() + " " + side + ", " + WHAT + ": ";
        print(title + "methods on the processor", methods);
        print(title + "methods of ours, with what they call", ours);
        print(title + "classes allocated", classes);
        print(title + "methods of ours that allocate, with what they call", allocators);
    }

    private static void count(Map<String, Long> counts, String key, long weight) {
        counts.merge(key, weight, Long::sum);
    }

    /** The method nearest to the top whose class begins so. */
    private static String frame(RecordedEvent event, String prefix) {
        RecordedStackTrace trace = event.getStackTrace();
        if (trace != null) {
            for (RecordedFrame frame : trace.getFrames()) {
                String type = frame.getMethod().getType().getName();
                if (type.startsWith(prefix) && (prefix.isEmpty() || !type.startsWith("io.microcdi.bench"))) {
                    return type.replaceFirst("\\+0x.*", "") + "." + frame.getMethod().getName() + ":"
                            + frame.getLineNumber();
                }
            }
        }
        return "(none)";
    }

    private void print(String title, Map<String, Long> counts) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        ToLongFunction<Map.Entry<String, Long>> weight = Map.Entry::getValue;
        out.println("\n" + title);
        counts.entrySet().stream().sorted(java.util.Comparator.comparingLong(weight).reversed()).limit(LINES).forEach(
                entry -> out.printf(Locale.ROOT, "  %5.1f %%  %s%n", 100.0 * entry.getValue() / all, entry.getKey()));
    }

    /** A recording in another JVM. */
    private static final class Recording implements AutoCloseable {

        private final FlightRecorderMXBean recorder;
        private final long id;

        Recording(JvmMeter meter) {
            recorder = meter.recorder();
            id = recorder.newRecording();
            recorder.setPredefinedConfiguration(id, "profile");
            recorder.startRecording(id);
        }

        void save(Path file) throws IOException {
            recorder.stopRecording(id);
            recorder.copyTo(id, file.toString());
        }

        @Override
        public void close() throws IOException {
            recorder.closeRecording(id);
        }
    }
}
