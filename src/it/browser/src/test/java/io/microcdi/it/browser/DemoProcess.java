package io.microcdi.it.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.microcdi.demo.Demo;
import io.microcdi.launch.Ports;

/** The demo as a person starts it, on ports that nobody else has, known by what it prints. */
final class DemoProcess implements AutoCloseable {

    private static final Pattern FIRST_CALL = Pattern.compile("payments/charge -> \\{.*\\}");
    private static final Pattern REFUSAL = Pattern.compile("payments/charge of too much -> .*");
    private static final Pattern CALLS = Pattern.compile("the calls of checkout -> .*");
    private static final Pattern CHECKOUT = Pattern.compile("the page that pays\\s+(\\S+)");
    private static final Pattern REGISTRY = Pattern.compile("the registry's page\\s+(\\S+)");

    private final Process process;
    private final BufferedReader output;

    DemoProcess() throws IOException {
        this(1);
    }

    DemoProcess(int registries) throws IOException {
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-Djava.util.logging.config.file=" + System.getProperty("demo.logging"),
                "-Ddemo.home=" + System.getProperty("demo.home"), "-Ddemo.port=" + Ports.any(),
                "-Ddemo.registry-port=" + Ports.any(), "-Ddemo.registries=" + registries,
                // so that the map has the calls soon
                "-Dmicro.heartbeat-interval=2s", "-classpath",
                System.getProperty("demo.classpath"),
                Demo.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = process.inputReader();
    }

    /** Waits for the outcome of the first call. */
    String firstCall() throws IOException {
        return await(FIRST_CALL).group();
    }

    /** Waits for the body of the refusal of a second call. */
    String refusal() throws IOException {
        return await(REFUSAL).group();
    }

    /** Waits for the number of calls. */
    String calls() throws IOException {
        return await(CALLS).group();
    }

    URI checkoutPage() throws IOException {
        return URI.create(await(CHECKOUT).group(1));
    }

    URI registryPage() throws IOException {
        return URI.create(await(REGISTRY).group(1));
    }

    private Matcher await(Pattern pattern) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("The demo has ended and never said " + pattern + "; why is said above");
    }

    /** Ends it as Ctrl-C does. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
