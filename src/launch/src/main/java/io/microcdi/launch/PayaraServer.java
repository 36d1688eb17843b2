package io.microcdi.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Payara, with a domain of its own. */
public final class PayaraServer extends ServerProcess {

    private static final String FAILED = "Boot Command deploy failed";

    /**
     * Starts it.
     *
     * @throws LaunchException if there is no Payara to start, or it cannot be
     */
    public PayaraServer(ServerSetup setup) {
        super(start(setup));
    }

    private static ChildProcess start(ServerSetup setup) {
        Path domains = setup.directory().toAbsolutePath().resolve("domains");
        Path glassfish = Directories.child(setup.servers().toAbsolutePath(), "payara").resolve("glassfish");
        Path deployments = setup.directory().toAbsolutePath().resolve("deploy.asadmin");
        try {
            Directories.delete(domains);
            Directories.copy(glassfish.resolve("domains"), domains);
            PayaraDomain.usePorts(domains.resolve("domain1/config/domain.xml"), setup.port());
            Files.writeString(deployments,
                    setup.applications().stream().map(PayaraServer::deploy).collect(Collectors.joining()));
        } catch (IOException e) {
            throw new LaunchException("Could not prepare " + domains + ": " + e.getMessage(), e);
        }
        List<String> command = List.of(ChildProcess.java(), "-jar",
                glassfish.resolve("lib/client/appserver-cli.jar").toString(), "start-domain", "--verbose",
                "--domaindir", domains.toString(), "--postbootcommandfile", deployments.toString(), "domain1");
        return ChildProcess.start("Payara", command, setup.environment(), setup.directory().resolve("payara.log"));
    }

    private static String deploy(Application application) {
        return "deploy --name " + application.name() + " --contextroot " + application.path() + " "
                + application.war().toAbsolutePath() + "\n";
    }

    @Override
    public void check() {
        super.check();
        checkLog(FAILED);
    }

    /** Returns the id of the server's process, because the started process is only a launcher. */
    @Override
    public long pid() {
        return handle().descendants().findFirst()
                .orElseThrow(() -> new LaunchException("Payara does not run; its log is " + log())).pid();
    }
}
