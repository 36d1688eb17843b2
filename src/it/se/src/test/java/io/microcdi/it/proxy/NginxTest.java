package io.microcdi.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigKeys;
import io.microcdi.it.front.Nginx;
import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.testing.support.Await;

/** Registry and provider are behind nginx, where TLS ends, each at a path that it does not know. */
@Timeout(300)
class NginxTest {

    /** A third of what the proxy bears. A link is closed after twice this time, which a busy machine may be silent for. */
    private static final Duration SOON = Duration.ofSeconds(3);
    /** Signs of life for no test: a busy machine may take seconds to read a long message, and its link is then given up. */
    private static final Duration SELDOM = Duration.ofSeconds(30);
    /** More than a busy machine takes for a sign of life, or for a call on a link that was just opened. */
    private static final String IMPATIENT = "proxy_read_timeout 10s;\nproxy_send_timeout 10s;\n";

    @TempDir
    private static Path directory;

    private static Nginx nginx;
    private static PrivateAuthority authority;
    private static Path keyStore;

    private Proxied proxied;

    @BeforeAll
    static void find() {
        nginx = Nginx.find().orElseGet(() -> abort("no nginx"));
        authority = PrivateAuthority.create(directory.resolve("authority"));
        keyStore = authority.issue("proxy", "localhost");
    }

    @BeforeEach
    void open(@TempDir Path own) {
        proxied = new Proxied(nginx, authority, keyStore, own);
    }

    @AfterEach
    void close() {
        proxied.close();
    }

    private MicroNode provider(Duration signsOfLife) {
        return proxied.provider(alive(proxied.builder(Proxied.PROVIDER), signsOfLife));
    }

    private MicroNode caller(Duration signsOfLife) {
        return proxied.node(alive(proxied.builder("checkout").listen("127.0.0.1", 0), signsOfLife));
    }

    private static MicroNodeBuilder alive(MicroNodeBuilder builder, Duration interval) {
        return builder.set(ConfigKeys.HEARTBEAT_INTERVAL, interval).set(ConfigKeys.PING_INTERVAL, interval);
    }

    private static String echo(MicroNode caller, String text) {
        return caller.caller().call(Proxied.PROVIDER, "/echo", text, String.class);
    }

    @Test
    void aProviderIsRegisteredAndCalledAtTheProxysAddress() {
        proxied.start("");
        MicroNode provider = provider(SELDOM);
        provider.start();
        MicroNode caller = caller(SELDOM);
        caller.start();

        assertThat(provider.isRegistered()).isTrue();
        assertThat(provider.key()).isEqualTo(proxied.providerKey());
        String large = "x".repeat(1_000_000);
        assertThat(echo(caller, large)).isEqualTo(large);
        caller.stop();
        provider.stop();
        // nginx writes a line when the link has ended there, too
        awaitLine("GET /hub/\\S+payments\\S* HTTP/1.1\" 101");
        awaitLine("GET /shop/payments/127.0.0.1/\\d+/checkout\\?\\S+ HTTP/1.1\" 101");
    }

    private void awaitLine(String pattern) {
        Pattern line = Pattern.compile(pattern);
        Await.until(pattern, Duration.ofSeconds(60), () -> line.matcher(proxied.nginx().log()).find());
    }

    /** The signs of life go both ways, so that neither end is silent for as long as the proxy bears. */
    @Test
    @Tag("slow")
    void linksThatAreIdleOutliveTheTimeoutsOfTheProxy() {
        proxied.start(IMPATIENT);
        Events events = new Events();
        MicroNode provider = provider(SOON);
        provider.start();
        MicroNode caller = caller(SOON);
        caller.addListener(events);
        caller.start();
        echo(caller, "once");
        while (proxied.heardFor().compareTo(Duration.ofSeconds(25)) < 0) {
            assertThat(provider.isRegistered()).isTrue();
            LockSupport.parkNanos(SOON.toNanos());
        }
        assertThat(events.all()).containsExactly("joined");
        assertThat(echo(caller, "again")).isEqualTo("again");
    }

    @Test
    void aLinkThatTheProxyCutsIsOpenedAgain() throws Exception {
        proxied.start(IMPATIENT);
        Events events = new Events();
        MicroNode caller = caller(SOON);
        caller.start();
        MicroNode provider = provider(Duration.ofMinutes(1));
        provider.addListener(events);
        provider.start();
        events.await("joined");
        events.await("lost");
        events.await("joined");
        assertThat(echo(caller, "hello")).isEqualTo("hello");
    }

    @Test
    void aProxyThatIsStartedAgainIsFoundAgain() throws Exception {
        proxied.start("");
        Events events = new Events();
        MicroNode provider = provider(SELDOM);
        provider.addListener(events);
        provider.start();
        events.await("joined");
        MicroNode caller = caller(SELDOM);
        Events callers = new Events();
        caller.addListener(callers);
        caller.start();
        callers.await("joined");
        assertThat(echo(caller, "before")).isEqualTo("before");

        proxied.nginx().close();
        events.await("lost");
        callers.await("lost");
        proxied.start("");
        events.await("joined");
        callers.await("joined");
        assertThat(echo(caller, "after")).isEqualTo("after");
    }

    @Test
    void aPathThatLeadsNowhereIsSaidToDoSo() {
        proxied.start("");
        MicroNode lost = proxied
                .node(MicroNode.builder("lost").registry(proxied.url("/nowhere")).listen("127.0.0.1", 0)
                        .set(ConfigKeys.TLS_TRUST_STORE, authority.trustedPem().toString())
                        .set(ConfigKeys.REGISTRY_REQUIRED, true));
        assertThatThrownBy(lost::start).hasMessageContaining(proxied.url("/nowhere")).hasMessageContaining("404");
    }
}
