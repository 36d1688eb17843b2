package io.microcdi.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Open Liberty with the features of Jakarta EE 10 that MicroCDI needs, and a server directory of its own. */
public final class LibertyServer extends ServerProcess {

    private static final String NAME = "microcdi";
    private static final String FAILED = "CWWKZ0002E";

    /**
     * Starts it.
     *
     * @throws LaunchException if there is no Open Liberty to start, or it cannot be
     */
    public LibertyServer(ServerSetup setup) {
        this(setup, List.of());
    }

    /**
     * Starts it with more features. The applications see the libraries of others that a feature brings.
     *
     * @param more the features, as {@code mpTelemetry-2.0}
     * @throws LaunchException if there is no Open Liberty to start, or it cannot be
     */
    public LibertyServer(ServerSetup setup, List<String> more) {
        super(start(setup, more));
    }

    private static ChildProcess start(ServerSetup setup, List<String> more) {
        Path home = Directories.child(setup.servers().toAbsolutePath(), "wlp");
        Path user = setup.directory().toAbsolutePath().resolve("usr");
        Path server = user.resolve("servers").resolve(NAME);
        try {
            Directories.delete(user);
            Files.createDirectories(server);
            Files.writeString(server.resolve("server.xml"), serverXml(setup, more));
        } catch (IOException e) {
            throw new LaunchException("Could not prepare " + server + ": " + e.getMessage(), e);
        }
        Map<String, String> environment = new HashMap<>(setup.environment());
        environment.put("WLP_USER_DIR", user.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // A zip that Java unpacks loses what may be executed.
        List<String> command = List.of("sh", home.resolve("bin/server").toString(), "run", NAME);
        return ChildProcess.start("Open Liberty", command, environment, setup.directory().resolve("liberty.log"));
    }

    private static String serverXml(ServerSetup setup, List<String> more) {
        return """
                <server>
                    <featureManager>
                        <feature>cdi-4.0</feature>
                        <feature>concurrent-3.0</feature>
                        <feature>jsonb-3.0</feature>
                        <feature>mpConfig-3.1</feature>
                        <feature>servlet-6.0</feature>
                        <feature>websocket-2.1</feature>
                %s
                    </featureManager>
                    <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
                    <applicationMonitor updateTrigger="disabled"/>
                %s
                </server>
                """.formatted(
                more.stream().map("        <feature>%s</feature>"::formatted).collect(Collectors.joining("\n")),
                setup.port(), setup.applications().stream()
                        .map(application -> deploy(application, more.isEmpty() ? "" : "+third-party"))
                        .collect(Collectors.joining("\n")));
    }

    private static String deploy(Application application, String visibility) {
        String loader = visibility.isEmpty() ? "" : "<classloader apiTypeVisibility=\"" + visibility + "\"/>";
        return "    <webApplication name=\"%s\" contextRoot=\"%s\" location=\"%s\">%s</webApplication>".formatted(
                application.name(), application.path(), application.war().toAbsolutePath(), loader);
    }

    @Override
    public void check() {
        super.check();
        checkLog(FAILED);
    }
}
