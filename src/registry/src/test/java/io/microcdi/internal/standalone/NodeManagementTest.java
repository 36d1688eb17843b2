package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.MicroNode;
import io.microcdi.RouteContext;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.Party;
import io.microcdi.testing.support.Await;

/** The attributes and operations of a node in JMX. */
class NodeManagementTest {

    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private final List<MicroNode> nodes = new ArrayList<>();
    private final EngineRegistry registry = (EngineRegistry) MicroRegistry.builder().listen(0).build();
    private final Party party = new Party(1);

    @BeforeEach
    void start() {
        registry.start();
    }

    @AfterEach
    void stop() {
        nodes.forEach(MicroNode::stop);
        registry.stop();
    }

    private MicroNode node(String namespace) {
        return node(namespace, SecurityMode.AUTO);
    }

    private MicroNode node(String namespace, SecurityMode mode) {
        MicroNode node = MicroNode.builder(namespace).registry("ws://127.0.0.1:" + registry.port())
                .set(ConfigKeys.SECURITY_MODE, mode).listen("127.0.0.1", 0).build();
        nodes.add(node);
        return node;
    }

    private static NodeMXBean bean(String name) throws Exception {
        return JMX.newMXBeanProxy(SERVER, new ObjectName(name), NodeMXBean.class);
    }

    private static boolean isThere(String name) throws Exception {
        return SERVER.isRegistered(new ObjectName(name));
    }

    private Object attend(RouteContext context) {
        party.attend();
        return "finished";
    }

    @Test
    void aNodeIsInJmxAsLongAsItRuns() throws Exception {
        String name = "io.microcdi:type=Node,name=managed/payments";
        MicroNode node = node("managed/payments");
        assertThat(isThere(name)).as("before it is started").isFalse();
        node.start();
        assertThat(isThere(name)).isTrue();
        node.stop();
        assertThat(isThere(name)).as("after it is stopped").isFalse();
        node.start();
        assertThat(isThere(name)).as("after it is started again").isTrue();
    }

    @Test
    void anOperatorSeesTheStateOfANode() throws Exception {
        MicroNode node = node("managed");
        node.register("/slow", this::attend);
        node.start();
        MicroNode caller = node("managed-caller");
        caller.start();
        NodeMXBean bean = bean("io.microcdi:type=Node,name=managed");
        assertThat(bean.getNamespace()).isEqualTo("managed");
        assertThat(bean.getKey()).isEqualTo(node.key()).startsWith("127.0.0.1:");
        assertThat(bean.isRegistered()).isTrue();
        assertThat(bean.isReady()).isTrue();
        assertThat(bean.getProblem()).isEmpty();
        assertThat(bean.getRequestsInWork()).isZero();

        CompletionStage<String> call = caller.caller().callAsync("managed", "/slow", null, String.class);
        party.awaitAll();
        assertThat(bean.getRequestsInWork()).isEqualTo(1);
        assertThat(bean("io.microcdi:type=Node,name=managed-caller").getRequestsInFlight()).isEqualTo(1);
        // to the registry and the caller
        Await.until(bean::getLinks, 2);
        party.release();
        assertThat(call.toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo("finished");
    }

    @ParameterizedTest
    @CsvSource({ "AUTO, auto, ", "PERMISSIVE, permissive, permissive", "OFF, off, off" })
    void anOperatorSeesWhoMustProveWhoHeIs(SecurityMode mode, String said, String inHealth) throws Exception {
        MicroNode node = node("managed", mode);
        node.start();
        assertThat(bean("io.microcdi:type=Node,name=managed").getSecurityMode()).isEqualTo(said);
        MicroNode caller = node("managed-caller");
        caller.start();
        JsonObject health = caller.caller().call("managed", "/-/health", null, JsonObject.class);
        assertThat(health.getString("security", null)).isEqualTo(inHealth);
    }

    @Test
    void nodesWithTheSameNamespaceHaveNamesOfTheirOwn() throws Exception {
        MicroNode first = node("managed");
        MicroNode second = node("managed");
        first.start();
        second.start();
        assertThat(bean("io.microcdi:type=Node,name=managed").getKey()).isEqualTo(first.key());
        assertThat(bean("io.microcdi:type=Node,name=managed,instance=2").getKey()).isEqualTo(second.key());

        first.stop();
        assertThat(isThere("io.microcdi:type=Node,name=managed")).isFalse();
        assertThat(isThere("io.microcdi:type=Node,name=managed,instance=2")).as("the other one").isTrue();
    }

    @Test
    void aNamespaceWithCharactersOfTheSyntaxIsQuoted() throws Exception {
        node("managed=a:b").start();
        assertThat(isThere("io.microcdi:type=Node,name=\"managed=a:b\"")).isTrue();
    }

    @Test
    void anOperatorDrainsANode() throws Exception {
        MicroNode node = node("drained");
        node.register("/slow", this::attend);
        node.start();
        MicroNode caller = node("drained-caller");
        caller.start();
        NodeMXBean bean = bean("io.microcdi:type=Node,name=drained");
        CompletableFuture<String> call = caller.caller().callAsync("drained", "/slow", null, String.class);
        party.awaitAll();

        CompletableFuture<Void> draining = CompletableFuture.runAsync(bean::drain);
        Await.until(() -> !bean.isReady());
        assertThat(bean.isDrained()).as("while a call is in work").isFalse();
        assertThat(draining).isNotDone();
        party.release();
        draining.get(30, TimeUnit.SECONDS);
        assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("finished");
        assertThat(bean.isDrained()).isTrue();
        assertThat(bean.getRequestsInWork()).isZero();
        assertThat(bean.isRegistered()).isFalse();
    }
}
