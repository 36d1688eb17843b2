package io.microcdi.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A project that a reader makes from a page, and builds with the Maven of this build. */
final class ReaderProject {

    static final Path WORK = Path.of(System.getProperty("work"));
    private static final Path REPOSITORY = WORK.resolve("repository");
    private static final Pattern FILE_OF_CLASS = Pattern.compile("^package (\\S+);.*?^public \\S+ (\\w+)",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern FILE_OF_TEST = Pattern.compile("^package (\\S+);.*?^class (\\w+)",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final long RUN_SECONDS = 900;

    private final Path directory;

    /** A new, empty project. Projects share a local repository, which has what one of them installs. */
    ReaderProject(String name) throws IOException {
        directory = WORK.resolve(name);
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        // Maven looks for this directory from here upwards: it must not take the one of this checkout.
        Files.createDirectories(directory.resolve(".mvn"));
    }

    Path directory() {
        return directory;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(file(name).getParent());
        Files.writeString(file(name), text);
    }

    /** Puts a class where its package and its name want it. */
    void writeClass(String text) throws IOException {
        write("src/main/java/", FILE_OF_CLASS, text);
    }

    /** Puts the class of a test where its package and its name want it. */
    void writeTest(String text) throws IOException {
        write("src/test/java/", FILE_OF_TEST, text);
    }

    private void write(String sources, Pattern file, String text) throws IOException {
        MatchResult found = file.matcher(text).results().findFirst().orElseThrow();
        write(sources + found.group(1).replace('.', '/') + "/" + found.group(2) + ".java", text);
    }

    /** Runs Maven, which must succeed, and returns the file that has its output. */
    Path maven(String... arguments) throws IOException, InterruptedException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        Path executable = Path.of(System.getProperty("maven.home"), "bin", windows ? "mvn.cmd" : "mvn");
        LinkedRepository.create(REPOSITORY, Path.of(System.getProperty("maven.repository")));
        List<String> command = new ArrayList<>(List.of(executable.toString(), "-B", "-ntp",
                "-Dmaven.repo.local=" + REPOSITORY));
        if (System.getProperty("maven.offline").equals("offline true")) {
            command.add("-o");
        }
        Path settings = Path.of(System.getProperty("maven.settings").replaceFirst("file ", ""));
        if (Files.exists(settings)) {
            command.addAll(List.of("-s", settings.toString()));
        }
        command.addAll(List.of(arguments));
        Path log = file("maven.log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)).as("%s has ended", command).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("%s%n%s", command, Files.readString(log)).isZero();
        return log;
    }
}
