package io.microcdi.it.fuzz;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;

/** The registry of the archive, in this process, and a node that is registered there as {@code shop/orders}. */
final class RunningRegistry {

    private static final String LAUNCHER = "io.microcdi.internal.registry.launcher.";
    private static final int PORT = start();

    private RunningRegistry() {
    }

    /** Returns the port of the registry. */
    static int port() {
        return PORT;
    }

    private static int start() {
        // a person who may sign in; nobody knows the password of this hash
        System.setProperty("micro.registry-server.users",
                "ada=pbkdf2-sha256:100000:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        System.setProperty("micro.allowed-origins", "https://shop.example");
        System.setProperty("micro.security.names", "shop.example");
        System.setProperty("micro.server.handshakes-per-second", "100000");
        int port;
        try {
            port = serve();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the registry does not start", e);
        }
        Logs.watch();
        MicroNode node = MicroNode.builder("shop/orders").registry("ws://127.0.0.1:" + port).listen("127.0.0.1", 0)
                .set(ConfigKeys.HANDSHAKES_PER_SECOND, 100_000).build();
        node.register("/echo", RawJson.class, (payload, context) -> payload);
        node.register("/items/{id}", context -> context.param("id"));
        node.start();
        node.ready().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        return port;
    }

    /** Starts the server that the archive has for {@code java -jar}. */
    private static int serve() throws ReflectiveOperationException {
        ClassLoader loader = Archive.loader("classes", "standalone/classes", "lib", "standalone/lib");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Class<?> arguments = loader.loadClass(LAUNCHER + "Arguments");
            Object parsed = arguments.getMethod("parse", String[].class).invoke(null,
                    (Object) new String[] { "--port", "0", "--host", "127.0.0.1" });
            Object server = loader.loadClass("io.microcdi.internal.registry.tomcat.TomcatServer").getConstructor()
                    .newInstance();
            Object listening = loader.loadClass(LAUNCHER + "EmbeddedServer").getMethod("start", Path.class, arguments)
                    .invoke(server, Archive.home(), parsed);
            return ((InetSocketAddress) listening.getClass().getMethod("address").invoke(listening)).getPort();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
