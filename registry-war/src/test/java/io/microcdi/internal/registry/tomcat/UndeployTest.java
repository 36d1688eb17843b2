package io.microcdi.internal.registry.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.catalina.core.StandardContext;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.testing.socket.NodeSocket;

/** The registry as an application of a Tomcat, which closes the links before it tells the application's listeners. */
class UndeployTest {

    private static final Path APPLICATION = Path.of(System.getProperty("basedir", "")).resolve("src/main/webapp")
            .toAbsolutePath();
    private static final int INSTANCES = 50;

    @Test
    void nobodyIsToldThatTheInstancesAreGone(@TempDir Path directory) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.setAddDefaultWebXmlToWebapp(false);
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        StandardContext context = context(tomcat);
        List<NodeSocket> nodes = new ArrayList<>();
        try {
            tomcat.start();
            assertThat(context.getState().isAvailable()).isTrue();
            int port = tomcat.getConnector().getLocalPort();
            for (int i = 0; i < INSTANCES; i++) {
                NodeSocket node = NodeSocket.connect(port, "/127.0.0.1/" + (9_301 + i) + "/payments");
                nodes.add(node);
                node.send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/watch\",\"data\":"
                        + "{\"namespace\":\"payments\"}}}");
                // the link is registered as soon as it answers
                awaitAnswer(node);
            }
            context.stop();
            for (NodeSocket node : nodes) {
                NodeSocket.Event event = node.nextEvent();
                while (event.closed() == 0) {
                    assertThat(event.text()).endsWith("\"removed\":[]}}}");
                    event = node.nextEvent();
                }
            }
        } finally {
            for (NodeSocket node : nodes) {
                node.close();
            }
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static StandardContext context(Tomcat tomcat) {
        StandardContext context = (StandardContext) tomcat.addWebapp("", APPLICATION.toString());
        context.setParentClassLoader(UndeployTest.class.getClassLoader());
        WebappLoader loader = new WebappLoader();
        loader.setDelegate(true);
        context.setLoader(loader);
        context.getJarScanner().setJarScanFilter((type, name) -> false);
        context.setClearReferencesObjectStreamClassCaches(false);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        return context;
    }

    private static void awaitAnswer(NodeSocket node) throws InterruptedException {
        while (!node.receive().contains("\"mode\":1")) {
            // others that came before
        }
    }
}
