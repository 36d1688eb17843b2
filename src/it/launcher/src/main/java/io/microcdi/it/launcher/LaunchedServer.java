package io.microcdi.it.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.Archive;

/** A server as a process of its own. Tests run outside of it. */
public class LaunchedServer implements DeployableContainer<LauncherConfiguration> {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration DEPLOY = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);

    private LauncherConfiguration configuration;
    private final Map<String, DeployedFiles> deployed = new HashMap<>();
    private Process process;
    private Output output;

    @Override
    public Class<LauncherConfiguration> getConfigurationClass() {
        return LauncherConfiguration.class;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return ProtocolDescription.DEFAULT;
    }

    @Override
    public void setup(LauncherConfiguration given) {
        configuration = given;
    }

    @Override
    public void start() throws LifecycleException {
        try {
            process = new ProcessBuilder(configuration.command()).directory(configuration.directory().toFile())
                    .redirectErrorStream(true).start();
            process.getOutputStream().close();
            // should this process end before it stops the server
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            output = new Output();
            Thread reader = new Thread(() -> output.read(process, configuration.log()), "server-output");
            reader.setDaemon(true);
            reader.start();
            output.await(0, START, configuration.started());
        } catch (IOException | InterruptedException | IllegalStateException e) {
            throw new LifecycleException("The server does not start", e);
        }
    }

    @Override
    public void stop() throws LifecycleException {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new LifecycleException("The server does not stop when it is asked to");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new LifecycleException("Nobody waits for the server to stop", e);
        }
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        String name = archive.getName();
        int from = output.size();
        Pattern done = configuration.deployed(name);
        Pattern failed = configuration.failed(name);
        try {
            deployed.put(name, DeployedFiles.put(archive, configuration));
            scan();
            if (output.await(from, DEPLOY, done, failed) == failed) {
                remove(name);
                throw new DeploymentException(name + " is refused:\n" + output.since(from));
            }
            Optional<DirectoryScan> scan = configuration.scan();
            if (scan.isPresent()) {
                scan.get().awaitStarted();
            }
        } catch (IOException | InterruptedException | IllegalStateException e) {
            withdraw(name, e);
            throw new DeploymentException(name + " cannot be deployed", e);
        }
        return new ProtocolMetaData()
                .addContext(new HTTPContext(configuration.url().getHost(), configuration.url().getPort()));
    }

    /** The server does so by itself too, if more slowly. */
    private void scan() throws IOException {
        Optional<DirectoryScan> scan = configuration.scan();
        if (scan.isPresent()) {
            scan.get().begin();
        }
    }

    /** So that the tests that come after meet nothing of it. */
    private void withdraw(String name, Exception cause) {
        DeployedFiles files = deployed.remove(name);
        if (files != null) {
            try {
                files.remove();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private void remove(String name) throws IOException, InterruptedException {
        int from = output.size();
        deployed.remove(name).remove();
        scan();
        output.await(from, DEPLOY, configuration.undeployed(name));
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        try {
            remove(archive.getName());
        } catch (IOException | InterruptedException | IllegalStateException e) {
            throw new DeploymentException(archive.getName() + " cannot be undeployed", e);
        }
    }
}
