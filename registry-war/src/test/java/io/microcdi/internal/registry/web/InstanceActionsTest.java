package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.Pipe;

/** Which users may drain, eject and restore instances. */
class InstanceActionsTest {

    private static final String REMOTE = "203.0.113.7";
    private static final PeerIdentity ON_THIS_MACHINE = PeerIdentity.UNPROVED.from("127.0.0.1");
    private static final PeerIdentity OF_PAYMENTS = proved(List.of("payments"), null);
    private static final PeerIdentity WITH_CERTIFICATE = proved(List.of("payments"), () -> "CN=payments,O=shop");
    private static final long ENDS_MILLIS = 1_700_000_000_000L;

    /** An address in a line of the log, or in a text. {@code Audit} makes those of its lines safe itself. */
    private static final Pattern RAW_ADDRESS = Pattern
            .compile("WebLog\\.[^;]*(?<!Excerpts\\.of\\(request\\.)getRemoteAddr"
                    + "|\\+\\s*request\\.getRemoteAddr");

    private static PeerIdentity proved(List<String> namespaces, Principal principal) {
        return new PeerIdentity(REMOTE, NamespaceGlobs.of(namespaces), NamespaceGlobs.ALL, NamespaceGlobs.ALL, true,
                principal, ENDS_MILLIS);
    }

    private static PeerIdentity user(String name) {
        return new PeerIdentity(REMOTE, NamespaceGlobs.NONE, NamespaceGlobs.ALL, NamespaceGlobs.ALL, false, () -> name,
                Long.MAX_VALUE);
    }

    private static boolean mayAct(PeerIdentity who, String... operators) {
        return new InstanceActions(null, null, List.of(operators)).mayAct(who);
    }

    @Test
    void withoutOperatorsPeopleAndProgramsOnThisMachineMay() {
        assertThat(mayAct(user("ada"))).isTrue();
        assertThat(mayAct(ON_THIS_MACHINE)).isTrue();
    }

    /** A service that is taken over must not take the others out. */
    @Test
    void withoutOperatorsNoServiceMay() {
        assertThat(mayAct(OF_PAYMENTS)).isFalse();
        assertThat(mayAct(WITH_CERTIFICATE)).isFalse();
        assertThat(mayAct(proved(List.of(), null))).as("a token that registers nothing").isFalse();
        assertThat(mayAct(proved(List.of(), () -> "CN="))).as("a certificate without a name").isFalse();
    }

    @Test
    void aReaderOfOnlySomeNamespacesMayNot() {
        NamespaceGlobs some = NamespaceGlobs.of(List.of("shop"));
        assertThat(mayAct(new PeerIdentity(REMOTE, NamespaceGlobs.NONE, some, NamespaceGlobs.ALL, false, () -> "ada",
                Long.MAX_VALUE))).isFalse();
        assertThat(mayAct(new PeerIdentity(REMOTE, NamespaceGlobs.NONE, NamespaceGlobs.ALL, some, false, () -> "ada",
                Long.MAX_VALUE))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "AUTO, false, false", "REQUIRED, false, false", "PERMISSIVE, true, false", "OFF, true, false" })
    void aServiceMayWhereTheModeRefusesNobodyAndNoOperatorsAreNamed(SecurityMode mode, boolean may, boolean named) {
        EngineRegistry registry = EngineRegistry.inServer(MicroConfig.defaults().with(ConfigKeys.SECURITY_MODE, mode),
                Executors.defaultThreadFactory(), () -> null);
        assertThat(new InstanceActions(registry, null, List.of()).mayActNow(OF_PAYMENTS)).isEqualTo(may);
        assertThat(new InstanceActions(registry, null, List.of("ada")).mayActNow(OF_PAYMENTS)).isEqualTo(named);
    }

    @Test
    void withOperatorsOnlyTheyMay() {
        assertThat(mayAct(user("ada"), "bob", "ada")).isTrue();
        assertThat(mayAct(user("eve"), "bob", "ada")).isFalse();
        assertThat(mayAct(ON_THIS_MACHINE, "ada")).isFalse();
        assertThat(mayAct(OF_PAYMENTS, "payments")).isFalse();
        assertThat(mayAct(WITH_CERTIFICATE, "payments")).isFalse();
    }

    /** A valve that reads X-Forwarded-For passes any text on. */
    @Test
    void theAddressOfWhoActsIsNowhereRaw() throws Exception {
        EngineRegistry registry = EngineRegistry.inServer(
                MicroConfig.defaults().with(ConfigKeys.SECURITY_MODE, SecurityMode.OFF),
                Executors.defaultThreadFactory(), () -> null);
        registry.start();
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            registry.accept(new Pipe(Runnable::run).acceptor(), "/10.0.0.9/9000/payments", null);
            HttpServletRequest request = proxy(HttpServletRequest.class, (self, method, arguments) -> switch (method
                    .getName()) {
                case "getRemoteAddr" -> "10.0.0.7\u009B2K";
                case "getAttribute" -> ON_THIS_MACHINE;
                default -> null;
            });
            StringWriter body = new StringWriter();
            PrintWriter writer = new PrintWriter(body);
            HttpServletResponse response = proxy(HttpServletResponse.class,
                    (self, method, arguments) -> method.getName().equals("getWriter") ? writer : null);
            new InstanceActions(registry, new ApiJson(registry, registry.timer().now()), List.of()).act(request,
                    response, "payments", "10.0.0.9:9000", "drain");
            assertThat(registry.detail("payments", "10.0.0.9:9000").orElseThrow().hold().by())
                    .isEqualTo("a program at 10.0.0.7?2K");
            assertThat(log.messages()).singleElement().asString()
                    .endsWith("by a program at 10.0.0.7?2K, from 10.0.0.7?2K");
        } finally {
            registry.stop();
        }
    }

    /** No text from outside is raw in a line, whatever the class. */
    @Test
    void theAddressOfARequestIsNowhereLoggedRaw() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<Path> classes = sources.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(classes).isNotEmpty();
            for (Path each : classes) {
                assertThat(RAW_ADDRESS.matcher(Files.readString(each)).results().map(MatchResult::group)).as(
                        each.toString()).isEmpty();
            }
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
    }

    @ParameterizedTest
    @CsvSource({ ", localhost:8427, true", "http://localhost:8427, localhost:8427, true",
            "http://registry.example, registry.example, true", "http://registry.example, registry.example:80, true",
            "https://registry.example, registry.example, true", "HTTPS://Registry.Example:443, registry.example, true",
            "http://[::1]:8427, [::1]:8427, true", "http://localhost:8428, localhost:8427, false",
            "https://shop.example, registry.example, false", "https://registry.example, registry.example:8427, false",
            "null, localhost, false", "%, localhost, false", "http://localhost, , false" })
    void aPageIsOwnIfItHasTheHostAndPortOfTheRequest(String origin, String host, boolean own) {
        assertThat(AccessFilter.isOwn(origin, host)).isEqualTo(own);
    }
}
