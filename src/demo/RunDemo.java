import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds what the demo needs with the Maven that runs this, shows a line for each module instead of Maven's output,
 * and starts the demo. {@code mvn -Pdemo} runs this file as it is, since nothing is compiled yet.
 *
 * <p>Arguments are {@code name=value}; a value that is a placeholder of Maven's is as good as none.
 */
final class RunDemo {

    private static final Pattern MODULE = Pattern.compile("\\[INFO] Building (?:MicroCDI: )?(.*?) \\S+ +\\[(\\d+)/(\\d+)]");
    private static final Pattern UNPACK = Pattern.compile("\\[INFO] --- .*:unpack \\((\\w+)\\) @ .*");
    private static final List<String> FORWARDED = List.of("server", "demo.once", "demo.port", "demo.registry-port",
            "demo.registries");
    private static final int SILENCE_SECONDS = 15;
    private static final int ERRORS_SHOWN = 12;

    private final Map<String, String> arguments = new TreeMap<>();
    private final Path root;
    private final Path log;
    private final long start = System.nanoTime();
    private volatile long lastLine = start;
    private volatile String step = "";
    private volatile Process child;

    private RunDemo(String[] arguments) {
        for (String each : arguments) {
            String[] pair = each.split("=", 2);
            if (pair.length == 2 && !pair[1].isBlank() && !pair[1].startsWith("${")) {
                this.arguments.put(pair[0], pair[1]);
            }
        }
        this.root = Path.of(this.arguments.get("root"));
        this.log = root.resolve("src/demo/target/build.log");
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(new RunDemo(arguments).run());
    }

    private int run() throws Exception {
        // However it ends, by Ctrl-C or with Maven, nothing that it has started stays behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::endChild, "demo-stop"));
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
        if (!build()) {
            System.out.println("The build failed; its log is " + root.relativize(log));
            return 1;
        }
        child = new ProcessBuilder(demo()).directory(root.toFile()).inheritIO().start();
        return child.waitFor();
    }

    private boolean build() throws Exception {
        Files.createDirectories(log.getParent());
        List<String> errors = new ArrayList<>();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleAtFixedRate(this::tellThatItGoesOn, 1, 1, TimeUnit.SECONDS);
        try (var copy = Files.newBufferedWriter(log)) {
            child = new ProcessBuilder(maven()).directory(root.toFile()).redirectErrorStream(true).start();
            child.getOutputStream().close();
            try (BufferedReader output = child.inputReader()) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    copy.write(line + System.lineSeparator());
                    show(line);
                    if (line.startsWith("[ERROR]") && errors.size() < ERRORS_SHOWN) {
                        errors.add(line);
                    }
                }
            }
            boolean built = child.waitFor() == 0;
            if (!built) {
                errors.forEach(System.out::println);
            }
            return built;
        } finally {
            clock.shutdownNow();
        }
    }

    private void show(String line) {
        Matcher module = MODULE.matcher(line);
        Matcher unpack = UNPACK.matcher(line);
        if (module.matches()) {
            tell("building " + module.group(2) + " of " + module.group(3) + ": " + module.group(1));
        } else if (unpack.matches()) {
            tell("fetching " + unpack.group(1) + ", if it is not here yet, and unpacking it");
        }
    }

    private void tellThatItGoesOn() {
        if (System.nanoTime() - lastLine > TimeUnit.SECONDS.toNanos(SILENCE_SECONDS)) {
            tell("still " + step.replaceFirst("^still ", ""));
        }
    }

    private synchronized void tell(String text) {
        step = text;
        lastLine = System.nanoTime();
        System.out.printf("%4d s  %s%n", TimeUnit.NANOSECONDS.toSeconds(lastLine - start), text);
    }

    private List<String> maven() throws IOException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        Path executable = Path.of(arguments.get("maven.home"), "bin", windows ? "mvn.cmd" : "mvn");
        List<String> command = new ArrayList<>(List.of(executable.toString(), "-B", "-ntp", "package", "-pl", "src/demo",
                "-am", "-Dmaven.test.skip", "-Dstyle.color=never",
                "-Dmaven.repo.local=" + arguments.get("maven.repository")));
        if ("true".equals(arguments.get("maven.offline"))) {
            command.add("-o");
        }
        String settings = arguments.get("maven.settings");
        if (settings != null && Files.exists(Path.of(settings))) {
            command.addAll(List.of("-s", settings));
        }
        for (String name : List.of("server", "maven.main.skip")) {
            if (arguments.containsKey(name)) {
                command.add("-D" + name + "=" + arguments.get(name));
            }
        }
        return command;
    }

    private List<String> demo() {
        Path target = root.resolve("src/demo/target");
        // It runs for minutes: a quick start matters more than the last bit of speed.
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Djava.util.logging.config.file=" + target.resolve("classes/logging.properties"),
                "-Ddemo.home=" + target));
        // The user waits since Maven began, which has built everything before the demo starts.
        ProcessHandle.current().parent().flatMap(maven -> maven.info().startInstant())
                .ifPresent(begun -> command.add("-Ddemo.begun=" + begun));
        FORWARDED.stream().filter(arguments::containsKey)
                .forEach(name -> command.add("-D" + name + "=" + arguments.get(name)));
        // Not the applications' libraries, each application has its own.
        command.addAll(List.of("-classpath",
                target.resolve("classes") + java.io.File.pathSeparator + target.resolve("tools").resolve("*"),
                "io.microcdi.demo.Demo"));
        return command;
    }

    private void endChild() {
        Process process = child;
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            try {
                process.waitFor(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
