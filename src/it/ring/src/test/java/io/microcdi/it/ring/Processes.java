package io.microcdi.it.ring;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.launch.Application;
import io.microcdi.launch.ChildProcess;
import io.microcdi.launch.LibertyServer;
import io.microcdi.launch.PayaraServer;
import io.microcdi.launch.ServerProcess;
import io.microcdi.launch.ServerSetup;
import io.microcdi.launch.TomcatProcess;
import io.microcdi.launch.WildFlyServer;
import io.microcdi.testing.Jwts;

/** The registry, the four servers with the same WAR each, named by its context path, and the node in Java SE. */
final class Processes implements AutoCloseable {
    static final List<String> NAMES = List.of("wildfly", "payara6", "liberty", "tomcat", "se");

    private static final Path HOME = Path.of(System.getProperty("ring.home"));
    private static final Path WAR = Path.of(System.getProperty("ring.war"));
    /** Nodes admit nobody without a token, although all of them are on one machine. The secret is inherited. */
    private static final String MODE = "MICRO_SECURITY_MODE";
    private static final String REQUIRED = "required";
    /** The issuer of the tokens of users. */
    private static final KeyPair ISSUER = Jwts.rsa(2_048);
    private static final String USER = "MICRO_SECURITY_USER";
    private static final String FORWARD = "forward";
    private static final Map<String, String> NODE = Map.of(MODE, REQUIRED, USER, FORWARD, "MP_JWT_VERIFY_PUBLICKEY",
            Base64.getEncoder().encodeToString(ISSUER.getPublic().getEncoded()));
    private static final long TOKEN_SECONDS = 120;

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final String registry = "ws://127.0.0.1:" + port("registry");

    /** Starts them; they need time. */
    void start() {
        // the gateway's client presents no token to the registry
        child("registry", Map.of(USER, FORWARD), "-jar", HOME.resolve("wars/registry-war.war").toString(), "--host",
                "127.0.0.1",
                "--port", Integer.toString(port("registry")));
        child("se", NODE, "-cp", System.getProperty("java.class.path"), SeNode.class.getName(), "se",
                Integer.toString(port("se")), registry);
        server(new WildFlyServer(setup("wildfly")));
        server(new PayaraServer(setup("payara6")));
        server(new LibertyServer(setup("liberty")));
        server(new TomcatProcess(setup("tomcat"), Path.of(System.getProperty("ring.libraries"))));
    }

    /** Fails if one of them is known never to be ready. */
    void check() {
        checks.forEach(Runnable::run);
    }

    static int port(String name) {
        return Integer.getInteger("ring." + name + ".port");
    }

    /** A token that the processes verify. */
    static String tokenOf(String user) {
        return Jwts.token(ISSUER, user, Instant.now().getEpochSecond() + TOKEN_SECONDS);
    }

    private ServerSetup setup(String name) {
        Map<String, String> environment = new HashMap<>(NODE);
        environment.put("MICRO_REGISTRY_URL", registry);
        return new ServerSetup(HOME.resolve("servers"), HOME.resolve("run").resolve(name), port(name),
                List.of(new Application(name, "/" + name, WAR)), environment);
    }

    private void server(ServerProcess server) {
        ends.push(server::close);
        checks.add(server::check);
    }

    private void child(String name, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        Collections.addAll(command, arguments);
        ChildProcess process = ChildProcess.start(name, command, environment,
                HOME.resolve("run").resolve(name).resolve(name + ".log"));
        ends.push(process::close);
        checks.add(process::check);
    }

    /** Ends them, the registry last. */
    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
