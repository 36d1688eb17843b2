package io.microcdi.it.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigKeys;
import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.it.front.TlsFront;
import io.microcdi.testing.support.Await;
import io.microcdi.testing.support.Ports;

/**
 * Nodes under 100 calls a second change the authority of all certificates, in the three steps of everybody who does so: trust
 * both, present the new ones, trust only the new one. Both ends of each link prove who they are by a certificate.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CertificateRotationTest {

    private static final int PERIOD_MILLIS = 10;
    /** Calls that begin after each step. */
    private static final int CALLS = 50;

    @TempDir
    private Path directory;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Queue<CompletableFuture<Integer>> calls = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();
    private Shop shop;
    private PrivateAuthority old;
    private PrivateAuthority young;
    private TlsFront registry;

    @BeforeEach
    void open() throws IOException {
        old = PrivateAuthority.create(directory.resolve("old"));
        young = PrivateAuthority.create(directory.resolve("young"));
        for (PrivateAuthority authority : new PrivateAuthority[] { old, young }) {
            authority.issue("node", "127.0.0.1");
        }
        shop = new Shop();
        replace("trust.pem", old.trustedPem());
        replace("own.p12", own("old"));
        registry = shop.registryFront(own("old"), old.trustStore());
    }

    @AfterEach
    void close() {
        clock.shutdownNow();
        shop.close();
    }

    @Test
    void noCallFailsWhileTheAuthorityOfAllCertificatesIsReplaced() throws Exception {
        Provider provider = provider(own("old"), old.trustStore());
        MicroNode checkout = start(builder("checkout").listen("127.0.0.1", 0));
        clock.scheduleAtFixedRate(() -> call(checkout), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        awaitCalls();
        // both ends trust both
        Path[] both = { old.trustStore(), young.trustStore() };
        replace("trust.pem", old.trustedPem(), young.trustedPem());
        registry.use(own("old"), both);
        provider.front.use(own("old"), both);
        provider = successor(provider, own("old"), both);
        // the servers present the new certificate, and then the clients
        registry.use(own("young"), both);
        provider = successor(provider, own("young"), both);
        replace("own.p12", own("young"));
        provider = successor(provider, own("young"), both);
        // nobody trusts the old authority any more
        replace("trust.pem", young.trustedPem());
        registry.use(own("young"), young.trustStore());
        successor(provider, own("young"), young.trustStore());

        clock.shutdown();
        assertThat(clock.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).handle((done, failure) -> null)
                .get(60, TimeUnit.SECONDS);
        assertThat(failures).isEmpty();
        assertThat(calls).hasSizeGreaterThanOrEqualTo(5 * CALLS);
    }

    private record Provider(MicroNode node, TlsFront front, AtomicInteger served) {
    }

    /** Starts another instance, which the caller has to dial, and stops the one before. */
    private Provider successor(Provider before, Path keyStore, Path... trustStores) throws Exception {
        Provider after = provider(keyStore, trustStores);
        Await.until("the caller has dialled the new instance", Duration.ofSeconds(60), () -> after.served.get() > 0);
        before.node.stop();
        awaitCalls();
        return after;
    }

    private Provider provider(Path keyStore, Path... trustStores) throws Exception {
        int port = Ports.free();
        TlsFront front = shop.front(keyStore, port, trustStores);
        front.use(keyStore, trustStores);
        MicroNode node = shop.node(builder("payments").listen("127.0.0.1", port).set(ConfigKeys.ADVERTISE_SCHEME, "wss")
                .set(ConfigKeys.ADVERTISE_HOST, "127.0.0.1").set(ConfigKeys.ADVERTISE_PORT, front.port()));
        AtomicInteger served = new AtomicInteger();
        node.register("/count", Integer.class, (number, context) -> {
            served.incrementAndGet();
            return number;
        });
        await(node);
        return new Provider(node, front, served);
    }

    private MicroNode start(MicroNodeBuilder builder) throws Exception {
        MicroNode node = shop.node(builder);
        await(node);
        return node;
    }

    private static void await(MicroNode node) throws Exception {
        node.start();
        node.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private MicroNodeBuilder builder(String namespace) {
        return MicroNode.builder(namespace).registry("wss://127.0.0.1:" + registry.port())
                .set(ConfigKeys.TLS_TRUST_STORE, directory.resolve("trust.pem").toString())
                .set(ConfigKeys.TLS_KEY_STORE, directory.resolve("own.p12").toString())
                .set(ConfigKeys.TLS_KEY_STORE_PASSWORD, PrivateAuthority.PASSWORD)
                .set(ConfigKeys.REQUEST_TIMEOUT, Duration.ofSeconds(20));
    }

    private Path own(String authority) {
        return directory.resolve(authority).resolve("node.p12");
    }

    /** Replaces a file at once, as an operator should: nobody reads half of it. */
    private void replace(String name, Path... parts) throws IOException {
        Path whole = directory.resolve(name + ".new");
        Files.write(whole, new byte[0]);
        for (Path part : parts) {
            Files.write(whole, Files.readAllBytes(part), StandardOpenOption.APPEND);
        }
        Files.move(whole, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Every second call may run twice, so that it may be repeated. The others may not. */
    private void call(MicroNode checkout) {
        int number = next.getAndIncrement();
        MicroCall call = checkout.caller().to("payments");
        CompletableFuture<Integer> answer = (number % 2 == 0 ? call.idempotent() : call)
                .callAsync("/count", number, Integer.class).toCompletableFuture();
        calls.add(answer);
        answer.whenComplete((value, failure) -> {
            if (failure != null || value != number) {
                failures.add(number + ": " + value + ", " + failure);
            }
        });
    }

    private void awaitCalls() {
        int all = next.get() + CALLS;
        Await.until(all + " calls", Duration.ofSeconds(60), () -> next.get() >= all);
    }
}
