package io.microcdi.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;

import io.microcdi.launch.Application;

/**
 * The options of the command line, read from system properties.
 *
 * @param server {@code -Dserver}: where the services run; the embedded one by default
 * @param once {@code -Ddemo.once}: whether to end after the first call
 * @param port {@code -Ddemo.port}: the server's HTTP port, 1 to 65535; 0 for 8080 or, if that is taken, a free one
 * @param registryPort {@code -Ddemo.registry-port}: likewise, for a standalone registry, with 8427
 * @param registries {@code -Ddemo.registries}: how many registries run by themselves as one cluster, 1 to 5; 1 by default. More
 *        than one only beside the embedded server
 * @param home where the build has put the applications and the servers
 */
public record DemoOptions(Kind server, boolean once, int port, int registryPort, int registries, Path home) {

    private static final String REGISTRIES = "demo.registries";
    private static final int MAX_REGISTRIES = 5;

    /** The servers that the demo knows. */
    public enum Kind {
        /** Tomcat in the demo's own process. */
        EMBEDDED,
        /** WildFly, fetched by the build. */
        WILDFLY,
        /** Payara Server, fetched by the build. */
        PAYARA;

        static Kind of(String name) {
            return Arrays.stream(values()).filter(kind -> kind.toString().equals(name)).findFirst()
                    .orElseThrow(() -> new DemoException("-Dserver=" + name + " is not known; there are " + Arrays
                            .stream(values()).map(kind -> "-Dserver=" + kind).collect(Collectors.joining(", "))));
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Reads them.
     *
     * @throws DemoException if one cannot be understood
     */
    public static DemoOptions from(Properties properties) {
        String once = properties.getProperty("demo.once", "false");
        Kind server = Kind.of(properties.getProperty("server", "embedded"));
        return new DemoOptions(server, once.isEmpty() || Boolean.parseBoolean(once), port(properties, "demo.port"),
                port(properties, "demo.registry-port"), registries(properties, server),
                Path.of(properties.getProperty("demo.home", "target")));
    }

    private static int registries(Properties properties, Kind server) {
        String text = properties.getProperty(REGISTRIES, "1");
        if (!text.matches("[1-" + MAX_REGISTRIES + "]")) {
            throw new DemoException("-D" + REGISTRIES + "=" + text + " is no number from 1 to " + MAX_REGISTRIES);
        }
        if (!text.equals("1") && server != Kind.EMBEDDED) {
            throw new DemoException("-D" + REGISTRIES + "=" + text + " needs registries that run by themselves, and on "
                    + server + " the registry is one of the applications: leave out -Dserver=" + server);
        }
        return Integer.parseInt(text);
    }

    private static int port(Properties properties, String key) {
        String text = properties.getProperty(key, "0");
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new DemoException("-D" + key + "=" + text + " is no port: a number from 1 to 65535, or 0 for any");
    }

    /** The WAR of an application: {@code payments}, {@code checkout} or {@code registry}. */
    Path war(String application) {
        return home.resolve("apps").resolve(application + ".war");
    }

    /** An application whose context path is its name. */
    Application application(String name) {
        return application(name, "/" + name);
    }

    Application application(String name, String path) {
        return new Application(name, path, war(name));
    }

    /** Where a server keeps what belongs to this run only. */
    Path runDirectory() {
        return home.resolve("run").resolve(server.toString());
    }
}
