package io.microcdi.it.interop;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.microcdi.it.node.NodeJs;
import io.microcdi.it.node.NodeProcess;

/** Gives a test class the {@link Shop} and Node.js, or skips it; ends after each test the processes that it started. */
final class NodeJsShop implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final List<NodeProcess> processes = new ArrayList<>();
    private NodeJs nodeJs;
    private Shop shop;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        nodeJs = NodeJs.find().orElseGet(() -> abort("no Node.js"));
        shop = new Shop();
    }

    /** The Java side. */
    Shop shop() {
        return shop;
    }

    /** Starts a node of the first dialect; as {@link NodeJs#start}. */
    NodeProcess start(String namespace, String... call) throws Exception {
        return started(nodeJs.start(shop.registryUrl(), namespace, call));
    }

    /** Starts a node of the second dialect; as {@link NodeJs#startAgent}. */
    NodeProcess startAgent(String namespace, String... call) throws Exception {
        return started(nodeJs.startAgent(shop.registryUrl(), namespace, call));
    }

    /** Starts the example of our own package; as {@link NodeJs#startClient}. */
    NodeProcess startClient(String namespace, String... call) throws Exception {
        return started(nodeJs.startClient(shop.registryUrl(), namespace, call));
    }

    private NodeProcess started(NodeProcess process) {
        processes.add(process);
        return process;
    }

    /** The key by which a node has registered, once it has. */
    static String key(NodeProcess process) throws InterruptedException {
        String registered = process.await("registered");
        return registered.substring(registered.indexOf(' ') + 1);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        processes.forEach(NodeProcess::close);
        processes.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (shop != null) {
            shop.close();
        }
    }
}
