package io.microcdi.it.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** A {@link Provider} as the test sees it. */
final class ProviderProcess implements AutoCloseable {

    static final String READY = "ready ";

    private final Process process;
    private String key;

    /** Starts one; several may start at the same time. */
    ProviderProcess(String registryUrl) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(java, "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Provider.class.getName(), registryUrl)
                .redirectError(Redirect.INHERIT).start();
    }

    /** Waits until it is registered. */
    void awaitReady() throws IOException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = output.readLine();
        }
        assertThat(line).as("the line of a provider that is registered").isNotNull();
        key = line.substring(READY.length());
    }

    String key() {
        return key;
    }

    /** As {@code kill -9}: it can tell nobody. */
    void kill() {
        process.destroyForcibly();
    }

    /** Its sockets stay open, and nothing is read from them. */
    void stop() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** It goes on as if nothing had been. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
        assertThat(kill.waitFor()).as("kill -" + name).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
