package io.microcdi.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tomcat as it is distributed, in a process and with a base directory of its own. */
public final class TomcatProcess extends ServerProcess {

    private static final String FAILED = "startup failed due to previous errors";

    /**
     * Starts it.
     *
     * @param libraries what the applications need and Tomcat has not; it appears in each of them, as if it were in
     *            their {@code WEB-INF/lib}
     * @throws LaunchException if there is no Tomcat to start, or it cannot be
     */
    public TomcatProcess(ServerSetup setup, Path libraries) {
        super(start(setup, libraries));
    }

    private static ChildProcess start(ServerSetup setup, Path libraries) {
        Path home = Directories.child(setup.servers().toAbsolutePath(), "apache-tomcat");
        Path base = setup.directory().toAbsolutePath().resolve("base");
        try {
            Directories.delete(base);
            Files.createDirectories(base);
            Directories.copy(home.resolve("conf"), base.resolve("conf"));
            Files.createDirectories(base.resolve("logs"));
            Files.createDirectories(base.resolve("temp"));
            listen(base.resolve("conf/server.xml"), setup.port());
            Files.writeString(base.resolve("conf/context.xml"), context(libraries));
            deploy(setup.applications(), Files.createDirectories(base.resolve("webapps")));
        } catch (IOException e) {
            throw new LaunchException("Could not prepare " + base + ": " + e.getMessage(), e);
        }
        String classPath = home.resolve("bin/bootstrap.jar") + File.pathSeparator + home.resolve("bin/tomcat-juli.jar");
        List<String> command = List.of(ChildProcess.java(), "-Dcatalina.home=" + home, "-Dcatalina.base=" + base,
                "-Djava.io.tmpdir=" + base.resolve("temp"), "-cp", classPath, "org.apache.catalina.startup.Bootstrap",
                "start");
        return ChildProcess.start("Tomcat", command, setup.environment(), setup.directory().resolve("tomcat.log"));
    }

    private static void listen(Path serverXml, int port) throws IOException {
        String text = Files.readString(serverXml).replace("<Server port=\"8005\"", "<Server port=\"-1\"");
        String connector = "<Connector port=\"8080\"";
        if (!text.contains(connector)) {
            throw new LaunchException("This version of Tomcat has no " + connector + " in its server.xml");
        }
        Files.writeString(serverXml,
                text.replace(connector, "<Connector address=\"127.0.0.1\" port=\"" + port + "\""));
    }

    private static String context(Path libraries) {
        return """
                <Context>
                    <Resources>
                        <PostResources className="org.apache.catalina.webresources.DirResourceSet" base="%s"
                                       webAppMount="/WEB-INF/lib"/>
                    </Resources>
                </Context>
                """.formatted(libraries.toAbsolutePath());
    }

    /** Tomcat knows context paths by the names of files only. */
    private static void deploy(List<Application> applications, Path webapps) throws IOException {
        for (Application application : applications) {
            String path = application.path().substring(1);
            String name = path.isEmpty() ? "ROOT" : path.replace('/', '#');
            Files.copy(application.war(), webapps.resolve(name + ".war"));
        }
    }

    @Override
    public void check() {
        super.check();
        checkLog(FAILED);
    }
}
