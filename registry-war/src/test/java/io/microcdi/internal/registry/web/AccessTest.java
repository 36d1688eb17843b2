package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

import jakarta.servlet.http.HttpServletRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.HostNames;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.ServletConnect;

/** A request of this machine needs no proof, unless its host may be the name of somebody else's page. */
class AccessTest {

    private static final MicroConfig CONFIG = MicroConfig.defaults();
    private static final PeerIdentity LOCAL = PeerIdentity.UNPROVED.from("127.0.0.1");
    private static final PeerIdentity SERVICE = new PeerIdentity("127.0.0.1", NamespaceGlobs.of(List.of("orders")),
            NamespaceGlobs.ALL, NamespaceGlobs.ALL, true, null, 1);

    @ParameterizedTest
    @CsvSource({ "localhost:8080,false", "127.0.0.1:8080,false", "[::1]:8080,false", ",false",
            "evil.example:8080,true", "localhost.evil.example,true" })
    void aLocalRequestIsForAHostThatOnlyThisMachineCanHave(String host, boolean misdirected) {
        assertThat(isMisdirected(SecurityMode.AUTO, LOCAL, CONFIG, host)).isEqualTo(misdirected);
        assertThat(isMisdirected(SecurityMode.AUTO, SERVICE, CONFIG, host)).as("a token travels with no page")
                .isFalse();
        assertThat(isMisdirected(SecurityMode.OFF, LOCAL, CONFIG, host)).as("nobody proves anything").isFalse();
    }

    @Test
    void namesOfTheServerAreConfigured() {
        MicroConfig named = CONFIG.with(ConfigKeys.SECURITY_NAMES, List.of("registry.example"));
        assertThat(isMisdirected(SecurityMode.AUTO, LOCAL, named, "registry.example:8080")).isFalse();
        assertThat(isMisdirected(SecurityMode.AUTO, LOCAL, named, "evil.example:8080")).isTrue();
    }

    /** {@code --host registry} makes it the name of the registry. */
    @Test
    void theHostOnWhichTheRegistryListensIsItsName() {
        Access alone = access("registry.example");
        assertThat(alone.names().permits("registry.example:8427")).isTrue();
        assertThat(alone.hosts().orElseThrow().permits("registry.example:8427")).isTrue();
        assertThat(alone.names().permits("evil.example:8427")).isFalse();
        assertThat(access(null).names().permits("registry.example:8427")).isFalse();
        assertThat(access(null).hosts()).isEmpty();
    }

    /** A stranger behind a proxy that shows its own certificate would be the proxy itself. */
    @ParameterizedTest
    @CsvSource({ "CLIENT_CERT, Host, true", "CLIENT_CERT, X-Forwarded-For, false", "BASIC, X-Forwarded-For, true" })
    void aPersonIsWhoHasTheRoleAndIsNoProxy(String method, String header, boolean person) {
        MicroConfig config = CONFIG.with(RegistryServerKeys.ROLE, "operator");
        HttpServletRequest request = request(method, header);
        assertThat(access(config, null).person(ServletConnect.request(request)).map(Principal::getName))
                .isEqualTo(person ? Optional.of("gate") : Optional.empty());
        assertThat(access(null).person(ServletConnect.request(request))).as("without the key").isEmpty();
    }

    private static HttpServletRequest request(String authentication, String header) {
        Principal user = () -> "gate";
        return (HttpServletRequest) Proxy.newProxyInstance(AccessTest.class.getClassLoader(),
                new Class<?>[] { HttpServletRequest.class }, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getHeaderNames" -> Collections.enumeration(List.of(header));
                    case "getRemoteAddr" -> "10.0.0.9";
                    case "isSecure" -> true;
                    case "getUserPrincipal" -> user;
                    case "getAuthType" -> authentication;
                    case "isUserInRole" -> arguments[0].equals("operator");
                    default -> null;
                });
    }

    private static Access access(String alone) {
        return access(CONFIG, alone);
    }

    private static Access access(MicroConfig config, String alone) {
        EngineRegistry registry = EngineRegistry.inServer(config, Executors.defaultThreadFactory(), () -> null);
        return Access.of(config, registry, new OriginPolicy(List.of()), alone);
    }

    private static boolean isMisdirected(SecurityMode mode, PeerIdentity identity, MicroConfig config, String host) {
        return Access.isMisdirected(mode, identity, HostNames.of(config), host);
    }
}
