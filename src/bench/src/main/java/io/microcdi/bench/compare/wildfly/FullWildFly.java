package io.microcdi.bench.compare.wildfly;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import io.microcdi.launch.Application;
import io.microcdi.launch.Ports;
import io.microcdi.launch.ServerSetup;
import io.microcdi.launch.WildFlyServer;

/** WildFly with EJB and a broker ({@code standalone-full.xml}), one application, and a user who may call it. */
public final class FullWildFly implements AutoCloseable {

    /** The user of the callers. */
    public static final String USER = "caller";
    /** The password. The server listens on the loopback address only, and as long as it is measured. */
    public static final String PASSWORD = "for-measuring-only";

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final long PAUSE_MILLIS = 250;

    private final int port = Ports.any();
    private final WildFlyServer server;

    /**
     * Starts it, and waits until the application is there.
     *
     * @param home where the build has unpacked the server
     * @param name of the directory for its files; two servers at a time have different ones
     */
    public FullWildFly(Path home, String name, WebArchive application) throws IOException, InterruptedException {
        Path servers = home.resolve("servers");
        addUser(servers);
        Path directory = Files.createDirectories(home.resolve("compare").resolve(name));
        application.addAsWebResource(new StringAsset("up"), "up.txt");
        File war = directory.resolve(application.getName()).toFile();
        application.as(ZipExporter.class).exportTo(war, true);
        server = new WildFlyServer(new ServerSetup(servers, directory, port,
                List.of(new Application("payments", "/payments", war.toPath())), Map.of()), "standalone-full.xml");
        try {
            await();
        } catch (InterruptedException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private static void addUser(Path servers) throws IOException {
        Path configuration;
        try (Stream<Path> children = Files.list(servers)) {
            configuration = children.filter(child -> child.getFileName().toString().startsWith("wildfly")).findFirst()
                    .orElseThrow().resolve("standalone/configuration");
        }
        Files.writeString(configuration.resolve("application-users.properties"), USER + "=" + hash() + "\n");
        Files.writeString(configuration.resolve("application-roles.properties"), USER + "=guest\n");
    }

    /** The form in which the server keeps passwords, that of HTTP Digest. */
    private static String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("MD5")
                    .digest((USER + ":ApplicationRealm:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            return "%032x".formatted(new BigInteger(1, digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await() throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/payments/up.txt"))
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isUp(client, request)) {
            server.check();
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the application is not up after " + PATIENCE.toMinutes() + " minutes");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static boolean isUp(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns the names of the server. The caller closes it. */
    public Context names() throws NamingException {
        Properties properties = new Properties();
        properties.put(Context.INITIAL_CONTEXT_FACTORY, "org.wildfly.naming.client.WildFlyInitialContextFactory");
        properties.put(Context.PROVIDER_URL, "remote+http://127.0.0.1:" + port);
        properties.put(Context.SECURITY_PRINCIPAL, USER);
        properties.put(Context.SECURITY_CREDENTIALS, PASSWORD);
        return new InitialContext(properties);
    }

    @Override
    public void close() {
        server.close();
    }

    /** Returns an unchecked exception for one of JNDI. */
    public static UncheckedIOException unchecked(NamingException failure) {
        return new UncheckedIOException(new IOException(failure));
    }
}
